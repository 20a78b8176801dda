package org.taskvectors.evaluation;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// Lines of records for tests of other rooms.
public final class RecordLines {
    private RecordLines() {}

    /// Returns an object as a record's line, without a line break.
    public static String of(ObjectNode node) {
        return RecordLine.of(node);
    }
}
