package org.taskvectors.ui.train;

import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.taskvectors.evaluation.DataChoice;
import org.taskvectors.inference.gradient.Optimizer;
import org.taskvectors.training.Adaptation;
import org.taskvectors.training.Schedule;
import org.taskvectors.training.TrainingSettings;
import org.taskvectors.training.data.DataSettings;

/// What a person asks for: the base, the rows, how it is trained.
///
/// @param base the id of the model's item; empty while none is chosen
/// @param train the file of rows; empty while none is chosen
/// @param rows which rows of it, and how they are worded
/// @param settings how it is trained
/// @param compared the id of the vector that the growing one is compared with; empty for none
public record Form(
        String base,
        Optional<DataChoice> train,
        Rows rows,
        TrainingSettings settings,
        String compared) {

    /// What [DataSettings] says beside the file of rows.
    ///
    /// @param heldOut another file of held-out rows; empty to split them off
    public record Rows(
            Optional<DataChoice> heldOut,
            int heldOutRows,
            int mostTokens,
            DataSettings.LongRows longRows,
            boolean endsAnswers,
            long seed) {
        /// What people begin with.
        static final Rows USUAL =
                new Rows(Optional.empty(), 0, 256, DataSettings.LongRows.CUT, true, 7);

        Rows withHeldOut(Optional<DataChoice> other, int most) {
            return new Rows(other, most, mostTokens, longRows, endsAnswers, seed);
        }

        Rows withTexts(int tokens, DataSettings.LongRows longer, boolean isEnded) {
            return new Rows(heldOut, heldOutRows, tokens, longer, isEnded, seed);
        }

        Rows withSeed(long other) {
            return new Rows(heldOut, heldOutRows, mostTokens, longRows, endsAnswers, other);
        }
    }

    /// What people begin with.
    public static final Form FIRST =
            new Form("", Optional.empty(), Rows.USUAL, TrainingSettings.usual(), "");

    /// Returns the rows; empty while no file is chosen.
    public Optional<DataSettings> data() {
        return train.map(
                file ->
                        new DataSettings(
                                file,
                                rows.heldOut(),
                                rows.heldOutRows(),
                                rows.mostTokens(),
                                rows.longRows(),
                                rows.endsAnswers(),
                                rows.seed()));
    }

    Form withBase(String id) {
        return new Form(id, train, rows, settings, compared);
    }

    Form withTrain(Optional<DataChoice> file) {
        return new Form(base, file, rows, settings, compared);
    }

    Form withRows(Rows now) {
        return new Form(base, train, now, settings, compared);
    }

    Form withSettings(TrainingSettings now) {
        return new Form(base, train, rows, now, compared);
    }

    Form withCompared(String id) {
        return new Form(base, train, rows, settings, id);
    }

    Form withSeed(long seed) {
        return withSettings(settings.withSeed(seed));
    }

    Form withAdaptation(UnaryOperator<Adaptation> change) {
        return withSettings(settings.withAdaptation(change.apply(settings.adaptation())));
    }

    Form withTargets(Set<String> targets) {
        return withAdaptation(
                a ->
                        new Adaptation(
                                a.method(),
                                a.rank(),
                                a.alpha(),
                                a.isRankStabilised(),
                                a.dropout(),
                                targets));
    }

    Form withSchedule(UnaryOperator<Schedule> change) {
        return withSettings(settings.withSchedule(change.apply(settings.schedule())));
    }

    Form withOptimizer(UnaryOperator<Optimizer> change) {
        return withSettings(settings.withOptimizer(change.apply(settings.optimizer())));
    }

    Form withBatches(int batch, int accumulate) {
        return withSettings(settings.withBatches(batch, accumulate));
    }

    Form withKeeping(UnaryOperator<TrainingSettings.Keeping> change) {
        return withSettings(settings.withKeeping(change.apply(settings.keeping())));
    }
}
