package org.taskvectors.pass;

/// A range of a row that one thread handles from beginning to end.
///
/// @param row the row's number
/// @param part the unit's number within its row
/// @param first its first element
/// @param count its elements
public record Unit(int row, int part, long first, long count) {}
