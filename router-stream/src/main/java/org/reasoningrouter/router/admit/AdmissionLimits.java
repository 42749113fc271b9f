package org.reasoningrouter.router.admit;

import java.util.Set;

/// How much a prompt may bring, and who may bring it.
///
/// @param textBytes the most UTF-8 bytes of all messages together
/// @param tenants who is let in; empty lets everybody in
public record AdmissionLimits(int textBytes, Set<String> tenants, Deadlines deadlines) {

    /// The most UTF-8 bytes of everything beside the text. The result carries it twice, so it is no
    /// setting: text, twice this, and an answer have to fit into one record.
    public static final int BESIDE_BYTES = 1 << 20;

    private static final int MOST_TEXT_BYTES = 2 << 20;

    public AdmissionLimits {
        if (textBytes < 1 || textBytes > MOST_TEXT_BYTES) {
            throw new IllegalArgumentException(
                    "admission.max-text-bytes must be 1 to " + MOST_TEXT_BYTES + ": " + textBytes);
        }
        tenants = Set.copyOf(tenants);
    }

    boolean lets(String tenant) {
        return tenants.isEmpty() || tenants.contains(tenant);
    }
}
