package org.taskvectors.ui.evaluate;

import java.util.List;
import java.util.Optional;
import org.taskvectors.evaluation.TaskReader;
import org.taskvectors.evaluation.data.DryRow;
import org.taskvectors.evaluation.data.Kind;
import org.taskvectors.evaluation.data.LeftOut;
import org.taskvectors.evaluation.data.Table;

/// What is known of a file of rows.
public sealed interface DataRead {
    /// Returns the rows, where the file itself can be read.
    default Optional<Table> rows() {
        return switch (this) {
            case Reading _ -> Optional.empty();
            case Ready ready -> Optional.of(ready.reader().table());
            case Wrong wrong -> wrong.table();
        };
    }

    /// It is being read.
    record Reading() implements DataRead {}

    /// It can be asked.
    ///
    /// @param reader the file, its mapping and its words
    /// @param examples how many rows are asked
    /// @param leftOut the rows that are not asked among those that were looked at
    /// @param dry what the first ten rows would ask
    /// @param notes what a person should know of it, in sentences
    record Ready(
            TaskReader reader,
            int examples,
            List<LeftOut> leftOut,
            List<DryRow> dry,
            List<String> notes)
            implements DataRead {
        public Ready {
            leftOut = List.copyOf(leftOut);
            dry = List.copyOf(dry);
            notes = List.copyOf(notes);
        }

        /// Returns how its answers are judged.
        public Kind kind() {
            return reader.mapping().kind();
        }

        /// Returns how many rows the file has.
        public int available() {
            return reader.table().rows().size();
        }
    }

    /// It cannot be asked as it is.
    ///
    /// @param reason what is wrong and what to do, in whole sentences
    /// @param table the rows, where the file itself can be read
    record Wrong(String reason, Optional<Table> table) implements DataRead {}
}
