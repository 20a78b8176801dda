package org.taskvectors.evaluation;

import org.taskvectors.inference.Runner;
import org.taskvectors.tokenizer.Tokenizer;

/// The side of a model that reads.
///
/// @param runner its weights
/// @param tokenizer the model's
/// @param context the most tokens of a text
public record Asked(Runner runner, Tokenizer tokenizer, int context) {}
