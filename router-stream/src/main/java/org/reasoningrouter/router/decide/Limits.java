package org.reasoningrouter.router.decide;

import java.util.List;
import java.util.Optional;

/// How a policy bounds thinking, whatever the scores say.
///
/// @param budgets of tenants; the first that is for a tenant counts
public record Limits(List<TenantBudget> budgets, List<BacklogRule> backlog) {

    public static final Limits NONE = new Limits(List.of(), List.of());

    public Limits {
        budgets = List.copyOf(budgets);
        backlog = List.copyOf(backlog);
    }

    public Optional<TenantBudget> budgetOf(String tenant) {
        for (var budget : budgets) {
            if (budget.isFor(tenant)) {
                return Optional.of(budget);
            }
        }
        return Optional.empty();
    }
}
