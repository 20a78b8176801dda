package org.taskvectors.ui.evaluate;

import java.util.Optional;
import org.taskvectors.evaluation.Study;
import org.taskvectors.job.Job;

/// An evaluation that runs, or is about to.
///
/// @param id its item in the workspace
/// @param wanted what is asked
/// @param job does it; empty while the model is being loaded
public record Running(String id, Wanted wanted, Optional<Job<Study>> job) {}
