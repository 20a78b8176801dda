package org.taskvectors.merge.recipe;

/// Where something stands in a text.
///
/// @param line from 1
/// @param column from 1, in characters as a person counts them (code points)
/// @param begin the index of its first `char`
/// @param end the index behind its last `char`
public record Span(int line, int column, int begin, int end) {
    /// Returns the words of a failure's place: `line 3, column 5`.
    public String words() {
        return "line " + line + ", column " + column;
    }
}
