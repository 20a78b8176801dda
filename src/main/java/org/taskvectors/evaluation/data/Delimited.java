package org.taskvectors.evaluation.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.taskvectors.file.Failure;

/// Reads the rows of TSV and CSV; cells are kept as they are, blanks included.
///
/// @param text of the file
/// @param delimiter between columns
/// @param quotes whether a quote begins a quoted cell (RFC 4180)
record Delimited(FileText text, char delimiter, boolean quotes) {
    static final char QUOTE = '"';

    /// The rows as they stand, the row of names among them.
    ///
    /// @param blank how many lines without a character were passed over
    record Rows(RowSink sink, int blank) {}

    static CSVFormat format(char delimiter, boolean quotes) {
        return CSVFormat.Builder.create()
                .setDelimiter(delimiter)
                .setQuote(quotes ? QUOTE : null)
                .setIgnoreEmptyLines(false)
                .get();
    }

    /// Reads all rows.
    ///
    /// @throws Failure with a [DataProblem] at the line of the first row that is not right
    Rows read(Bounds bounds) throws Failure {
        RowSink sink = new RowSink(text.file(), bounds);
        BoundedReader reader = new BoundedReader(text.reader(), bounds.row());
        int blank = 0;
        long line = 1;
        try (CSVParser parser =
                CSVParser.builder().setReader(reader).setFormat(format(delimiter, quotes)).get()) {
            var records = parser.iterator();
            while (records.hasNext()) {
                CSVRecord one = records.next();
                if (one.size() == 1 && one.get(0).isEmpty()) {
                    blank++;
                } else {
                    sink.add(List.of(one.values()), line);
                }
                reader.begin();
                line = parser.getCurrentLineNumber() + 1;
            }
        } catch (UncheckedIOException e) {
            throw failure(e.getCause() == null ? e : e.getCause(), sink, line);
        } catch (IOException e) {
            throw failure(e, sink, line);
        }
        checkColumns(sink);
        return new Rows(sink, blank);
    }

    private Failure failure(Exception e, RowSink sink, long line) {
        return switch (e) {
            case Failure failure -> failure;
            case BoundedReader.RowTooLong tooLong -> sink.rowTooLong(line).causedBy(tooLong);
            default -> quoting(e, line);
        };
    }

    /// What the parser throws else is about quotes, as nothing else can be wrong with a row.
    private Failure quoting(Exception e, long line) {
        boolean isAtEnd = Optional.ofNullable(e.getMessage()).orElse("").contains("EOF reached");
        Failure failure =
                isAtEnd
                        ? Failure.of(
                                DataProblem.TRUNCATED,
                                text.file(),
                                "a cell of this row begins with a quote, and the file ends before"
                                        + " the quote that closes it",
                                "It is not whole, or a quote is missing: download or save it again,"
                                        + " or read it as TSV, where quotes are plain characters")
                        : Failure.of(
                                DataProblem.QUOTES,
                                text.file(),
                                "a quoted cell of this row goes on behind the quote that closes"
                                        + " it",
                                "Write a quote within a quoted cell twice (RFC 4180), or name the"
                                        + " delimiter");
        return failure.at("line " + line).causedBy(e);
    }

    private void checkColumns(RowSink sink) throws Failure {
        List<List<String>> rows = sink.rows();
        for (int i = 0; i < rows.size(); i++) {
            int wanted = rows.getFirst().size();
            int got = rows.get(i).size();
            if (got == wanted) {
                continue;
            }
            boolean isCut = i == rows.size() - 1 && got < wanted && text.endsWithoutBreak();
            throw Failure.of(
                            isCut ? DataProblem.TRUNCATED : DataProblem.RAGGED,
                            text.file(),
                            (isCut
                                            ? "the file ends in the middle of this row: it has "
                                            : "this row has ")
                                    + columns(got)
                                    + ", the first has "
                                    + wanted,
                            isCut
                                    ? "Download or save it again"
                                    : "Mend the row, or name the layout and the delimiter")
                    .at("line " + sink.lines().get(i));
        }
    }

    private static String columns(int count) {
        return count == 1 ? "1 column" : count + " columns";
    }
}
