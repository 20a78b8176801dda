package org.taskvectors.merge.method;

/// Where a method comes from.
///
/// @param authors the first authors: `Yadav et al.`
/// @param year of publication
/// @param title its short title
/// @param source the arXiv id, `2306.01708`, or the address of a page where there is no paper
public record Paper(String authors, int year, String title, String source) {
    /// Returns it in one line: `Yadav et al. 2023, TIES-Merging (arXiv 2306.01708)`.
    public String line() {
        boolean isPage = source.startsWith("http");
        return authors
                + " "
                + year
                + ", "
                + title
                + (isPage ? " (" + source + ")" : " (arXiv " + source + ")");
    }
}
