package org.reasoningrouter.router.measure;

/// An event on its way to its tenant's account.
public record Booking(String tenant, BudgetEvent event) {}
