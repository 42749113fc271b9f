package org.reasoningrouter.topics;

import org.apache.avro.Conversion;
import org.apache.avro.util.ClassSecurityValidator;

/// Tells Avro that the wire records are ours, so that it may load their classes.
///
/// Avro trusts no class that a schema names unless told to, not even for an enum's default in a
/// builder. It looks for conversions before it touches any generated class, and finds this one, so
/// every program and test that has the records on its class path may use them without a flag of the
/// JVM. It converts nothing.
public final class TrustedRecords extends Conversion<TrustedRecords> {

    static {
        var records = "org.reasoningrouter.wire";
        ClassSecurityValidator.setGlobal(
                ClassSecurityValidator.composite(
                        ClassSecurityValidator.getGlobal(),
                        type -> type.getPackageName().equals(records)));
    }

    @Override
    public Class<TrustedRecords> getConvertedType() {
        return TrustedRecords.class;
    }

    @Override
    public String getLogicalTypeName() {
        return TrustedRecords.class.getName();
    }
}
