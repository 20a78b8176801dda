package org.taskvectors.evaluation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// Lines of records for tests of other rooms.
public final class RecordLines {
    private RecordLines() {}

    /// Returns what a record's first line says.
    public static ObjectNode head(StudyFacts facts, List<Task> tasks, Plan plan) {
        PointResult base = new PointResult(new Point(List.of(), List.of()), List.of(), "");
        return StudyRecord.head(new Study(facts, tasks, plan, base, List.of(), false));
    }

    /// Returns an object as a record's line, without a line break.
    public static String of(ObjectNode node) {
        return RecordLine.of(node);
    }
}
