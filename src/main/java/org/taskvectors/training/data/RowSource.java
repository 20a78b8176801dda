package org.taskvectors.training.data;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.evaluation.data.Table;
import org.taskvectors.file.Failure;

/// A file of rows and whose words they are put in. Several threads may ask it at once.
sealed interface RowSource permits ExampleSource, ChatSource {
    /// Returns the file's rows.
    Table table();

    /// Returns what the data are called.
    String name();

    /// Returns whose words: `sst2, the model's own words`.
    String wording();

    /// Returns the column of each field, in the template's order; none for a field without one.
    Map<String, String> fields();

    /// Returns the column that holds the answers; empty where none does.
    String truth();

    /// Returns why a row is no example; empty where it is one, as far as its cells tell.
    String why(int row);

    /// Returns a row's words.
    ///
    /// @param row one that is an example
    /// @throws Failure if the template refuses the row
    RowWords words(int row) throws Failure;

    /// Returns the values of the fields, for people; those of a row that is no example too.
    List<String> values(int row);

    /// Returns the names of the classes of answers; empty where rows have answers of their own.
    List<String> classes();

    /// Returns the class of a row's answer; −1 where there are no classes.
    int classOf(int row);

    /// Returns what a person should know of how the file was read.
    List<String> notes();

    /// Returns what Evaluate would ask: only some rows, in their order; empty where rows have no
    /// choices.
    ///
    /// @param notes about those rows
    Optional<org.taskvectors.evaluation.Trials.Chosen> question(int[] rows, List<String> notes);
}
