package org.taskvectors.training;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.taskvectors.evaluation.Trials;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.prompt.TemplateRegistry;
import org.taskvectors.tokenizer.Tokenizer;
import org.taskvectors.training.data.DataFacts;
import org.taskvectors.training.data.DataSettings;
import org.taskvectors.training.data.ShownRow;
import org.taskvectors.training.data.TrainingText;

/// The rows of a run in a model's tokens.
///
/// @param train the texts that are learned
/// @param heldOut the texts whose loss is looked at on the way
/// @param question the held-out rows as Evaluate asks them; empty where there are no choices
/// @param facts what a person should know of them
/// @param shown the training file's rows for people, as long as the tokenizer is open
record Rows(
        List<TrainingText> train,
        List<TrainingText> heldOut,
        Optional<Trials.Chosen> question,
        DataFacts facts,
        Shown shown) {
    Rows {
        train = List.copyOf(train);
        heldOut = List.copyOf(heldOut);
    }

    /// Shows rows.
    @FunctionalInterface
    interface Shown {
        /// @param first from 0
        /// @param count the most rows
        List<ShownRow> rows(int first, int count);
    }

    /// Reads rows.
    @FunctionalInterface
    interface Reader {
        /// @param context the most tokens of a text that the model reads
        /// @param vocabulary how many tokens the model knows
        /// @throws IOException a [org.taskvectors.file.Failure] if they cannot be read
        Rows read(
                DataSettings settings,
                TemplateRegistry templates,
                Tokenizer tokenizer,
                int context,
                int vocabulary,
                Progress progress,
                Cancellation cancellation)
                throws IOException, CancelledException;
    }
}
