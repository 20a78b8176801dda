package org.taskvectors.figure;

import java.util.OptionalInt;

/// A place in a figure that was pointed at.
///
/// @param position index of the x position
/// @param row index of the series or of the heat map's row; empty where only the position counts
public record Spot(int position, OptionalInt row) {}
