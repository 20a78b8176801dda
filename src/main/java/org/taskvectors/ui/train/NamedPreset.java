package org.taskvectors.ui.train;

import org.taskvectors.training.TrainingSettings;

/// Settings of a training that were saved under a name.
public record NamedPreset(String name, TrainingSettings settings) {}
