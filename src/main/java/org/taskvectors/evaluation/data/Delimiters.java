package org.taskvectors.evaluation.data;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/// Finds what stands between the columns, from a file's first rows.
///
/// @param start the first characters of the file
/// @param isWhole whether the file has no more of them
record Delimiters(String start, boolean isWhole) {
    private static final int CHARACTERS = 1 << 16;
    private static final int ROWS = 50;
    private static final Pattern JSON =
            Pattern.compile("\\s*(\\[\\s*)?\\{\\s*\"[^\"\\n]{0,200}\"\\s*:");
    private static final List<Character> CANDIDATES = List.of(',', ';', '\t', '|');

    static Delimiters of(FileText text) {
        char[] chars = new char[CHARACTERS];
        int got = 0;
        try (Reader reader = text.reader()) {
            for (int more = 0; more >= 0 && got < CHARACTERS; got += Math.max(more, 0)) {
                more = reader.read(chars, got, CHARACTERS - got);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the text was decoded before", e);
        }
        return new Delimiters(new String(chars, 0, got), got < CHARACTERS);
    }

    /// Whether it begins as an object, or an array of them, of JSON does.
    boolean isJson() {
        return JSON.matcher(start).lookingAt();
    }

    /// Returns the delimiter of CSV: the candidate that gives every row as many columns as the
    /// first, the one with the most columns of those; empty where none gives more than one column.
    Optional<Character> ofCsv() {
        return CANDIDATES.stream()
                .filter(one -> columns(one, true) > 1)
                .reduce((a, b) -> columns(b, true) > columns(a, true) ? b : a)
                .or(this::inTheFirstRow);
    }

    /// Whether each of the first rows, two or more, has as many tabs as the first.
    boolean areTabs() {
        return rows('\t', false).size() > 1 && columns('\t', false) > 1;
    }

    /// For a file with a wrong row among the first, which is refused with its number later.
    private Optional<Character> inTheFirstRow() {
        return CANDIDATES.stream()
                .filter(one -> width(one) > 1)
                .reduce((a, b) -> width(b) > width(a) ? b : a);
    }

    private int width(char delimiter) {
        List<Integer> rows = rows(delimiter, true);
        return rows.isEmpty() ? 0 : rows.getFirst();
    }

    /// Returns how many columns each row has; 0 where they differ.
    private int columns(char delimiter, boolean quotes) {
        List<Integer> rows = rows(delimiter, quotes);
        return rows.stream().distinct().count() == 1 ? rows.getFirst() : 0;
    }

    /// Returns the number of columns of each of the first rows that are whole.
    private List<Integer> rows(char delimiter, boolean quotes) {
        List<Integer> rows = new ArrayList<>();
        try (CSVParser parser =
                CSVParser.builder()
                        .setReader(new StringReader(start))
                        .setFormat(Delimited.format(delimiter, quotes))
                        .get()) {
            var records = parser.iterator();
            while (rows.size() < ROWS && records.hasNext()) {
                CSVRecord one = records.next();
                boolean isBlank = one.size() == 1 && one.get(0).isEmpty();
                boolean mayBeCut = !isWhole && !records.hasNext();
                if (!isBlank && !mayBeCut) {
                    rows.add(one.size());
                }
            }
        } catch (IOException | UncheckedIOException e) {
            // A wrong quote, or one that the start cuts: what was read before it has to do.
            return rows;
        }
        return rows;
    }
}
