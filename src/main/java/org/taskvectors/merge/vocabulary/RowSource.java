package org.taskvectors.merge.vocabulary;

import java.util.List;
import org.taskvectors.merge.recipe.ModelReference;

/// What stands in a row of embedding and head when a model is laid beside the others, before
/// anything is merged.
public sealed interface RowSource {
    /// The model's own row.
    record Own(int row) implements RowSource {}

    /// A row of another model, or of another token of the same.
    record Of(ModelReference model, int row) implements RowSource {}

    /// The mean of some models' rows.
    record MeanOf(List<Of> rows) implements RowSource {
        public MeanOf {
            rows = List.copyOf(rows);
        }
    }

    /// The mean of all rows of the model that have a token.
    record MeanOfOwn() implements RowSource {}

    /// The mean of the model's rows in the result that have a token; rows that only fill up.
    record MeanOfResult() implements RowSource {}

    record Zeros() implements RowSource {}
}
