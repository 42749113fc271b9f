package org.reasoningrouter.replay.input;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// One record of an input, before anybody asked whether it is a prompt.
///
/// `number` counts from 1; of a file of lines it is the line's.
sealed interface RawRow {

    record Read(long number, ObjectNode fields) implements RawRow {}

    /// What is no record.
    ///
    /// @param why for a person; holds no text of the record
    record Broken(long number, String why) implements RawRow {}
}
