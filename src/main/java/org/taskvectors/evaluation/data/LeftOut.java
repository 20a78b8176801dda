package org.taskvectors.evaluation.data;

/// A row that is no example.
///
/// @param row its position in the table, from 0
/// @param line of the file on which it begins, from 1
/// @param why in words
public record LeftOut(int row, int line, String why) {}
