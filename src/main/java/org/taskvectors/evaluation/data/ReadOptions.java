package org.taskvectors.evaluation.data;

import java.nio.charset.Charset;
import java.util.Optional;

/// What a person says of a file; whatever is empty is found out from the file.
///
/// @param layout of its rows
/// @param charset in which it is decoded
/// @param delimiter what stands between the columns of CSV
/// @param hasHeader whether the first row of TSV or CSV holds the columns' names
public record ReadOptions(
        Optional<Layout> layout,
        Optional<Charset> charset,
        Optional<Character> delimiter,
        Optional<Boolean> hasHeader) {
    private static final ReadOptions NONE =
            new ReadOptions(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /// Returns options that leave everything to the file.
    public static ReadOptions none() {
        return NONE;
    }

    /// Returns these options with a layout.
    public ReadOptions withLayout(Layout chosen) {
        return new ReadOptions(Optional.of(chosen), charset, delimiter, hasHeader);
    }

    /// Returns these options with an encoding.
    public ReadOptions withCharset(Charset chosen) {
        return new ReadOptions(layout, Optional.of(chosen), delimiter, hasHeader);
    }

    /// Returns these options with a delimiter.
    public ReadOptions withDelimiter(char chosen) {
        return new ReadOptions(layout, charset, Optional.of(chosen), hasHeader);
    }

    /// Returns these options with whether there is a row of names.
    public ReadOptions withHeader(boolean chosen) {
        return new ReadOptions(layout, charset, delimiter, Optional.of(chosen));
    }
}
