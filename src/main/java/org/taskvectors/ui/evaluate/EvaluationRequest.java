package org.taskvectors.ui.evaluate;

import java.nio.file.Path;
import java.util.List;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.evaluation.DataChoice;
import org.taskvectors.evaluation.Plan;
import org.taskvectors.evaluation.Scoring;
import org.taskvectors.evaluation.StudyFacts;

/// An evaluation that is asked for.
///
/// @param name for people
/// @param base the model's files, whose own templates count
/// @param source the model, as results name it; its fingerprint is filled in
/// @param vectors what is laid on it, as results name it
/// @param data the files that are asked
/// @param plan which points are asked
/// @param scoring which choice counts as the answer
/// @param setting how the vectors are laid, as [org.taskvectors.sandbox.SettingJson] writes it
/// @param record where it is recorded
public record EvaluationRequest(
        String name,
        Located base,
        StudyFacts.Source source,
        List<StudyFacts.Source> vectors,
        List<DataChoice> data,
        Plan plan,
        Scoring scoring,
        String setting,
        Path record) {
    public EvaluationRequest {
        vectors = List.copyOf(vectors);
        data = List.copyOf(data);
    }
}
