package org.taskvectors.cli;

import java.util.Optional;
import org.taskvectors.inference.Answer;
import org.taskvectors.inference.LabelScores;
import org.taskvectors.inference.Side;

/// What one side answered.
///
/// @param fingerprint of the model that answered
/// @param labels how likely each of the template's labels is; empty if it has none, or if the side
///   was stopped
record Asked(Side side, String fingerprint, Answer answer, Optional<LabelScores> labels) {}
