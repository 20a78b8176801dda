package org.taskvectors.ui.train;

import java.util.List;
import org.taskvectors.training.data.DataFacts;
import org.taskvectors.training.data.RowFilter;
import org.taskvectors.training.data.ShownRow;

/// Rows as a model would be trained on them. One thread at a time uses it.
public interface PreparedRows extends AutoCloseable {
    /// Returns what a person should know of them.
    DataFacts facts();

    /// Returns rows of the training file, as the model sees them.
    ///
    /// @param first from 0
    /// @param count the most rows
    List<ShownRow> rows(int first, int count);

    /// Returns the first rows of a kind.
    ///
    /// @param most how many at most
    List<ShownRow> rows(RowFilter kind, int most);

    /// Returns how many rows of a kind there are.
    int count(RowFilter kind);

    @Override
    void close();
}
