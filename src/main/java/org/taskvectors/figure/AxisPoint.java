package org.taskvectors.figure;

/// A place that a person chose in a figure with axes of numbers, by a click, by dragging, or with
/// the keyboard.
///
/// @param x in units of the x axis: in a [CurveFigure] that of a computed point where one lies
///   within a few pixels, else rounded to a step that pixels can tell apart; in a [PlaneFigure]
///   that of the cell
/// @param y likewise in units of the y axis; of a curve the value under the pointer
/// @param isFinal false while the pointer is still pressed
public record AxisPoint(double x, double y, boolean isFinal) {}
