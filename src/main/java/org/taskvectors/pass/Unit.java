package org.taskvectors.pass;

/// A piece of a row, which one thread does from its begin to its end.
///
/// @param row the row's number
/// @param part the unit's number within its row
/// @param first its first element
/// @param count its elements
public record Unit(int row, int part, long first, long count) {}
