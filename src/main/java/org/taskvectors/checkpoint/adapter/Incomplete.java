package org.taskvectors.checkpoint.adapter;

import org.taskvectors.tensor.Shape;

/// A tensor that an adapter changes and whose change cannot be read as things stand.
///
/// @param name its name in the base
/// @param shape its shape as far as the adapter's file tells it
/// @param needsBase whether the base makes it readable
/// @param reason why, a sentence without its full stop
public record Incomplete(String name, Shape shape, boolean needsBase, String reason) {}
