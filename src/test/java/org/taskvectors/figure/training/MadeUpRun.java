package org.taskvectors.figure.training;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;
import org.taskvectors.evaluation.Proportion;
import org.taskvectors.training.KeptCheckpoint;
import org.taskvectors.training.Schedule;
import org.taskvectors.training.TrainingCurve;
import org.taskvectors.training.TrainingEstimate;
import org.taskvectors.training.TrainingSnapshot;
import org.taskvectors.training.data.DataFacts;

/// A run that nobody trained, for tests: its numbers go as those of a fine-tuning do.
public final class MadeUpRun {
    public static final int STEPS = 500;
    public static final int EACH = 25;
    public static final int KEPT = 50;
    public static final int LAYERS = 30;
    public static final int ROWS = 872;
    public static final Schedule SCHEDULE = new Schedule(STEPS, 2e-4, 25, Schedule.Decay.COSINE);

    private MadeUpRun() {}

    public static TrainingWords words() {
        return new TrainingWords("smollm2-sst2-r8", "SmolLM2-135M", "train.tsv", "validation.tsv");
    }

    /// What was seen of it after so many steps.
    public static TrainingCurve curve(int until) {
        Random random = new Random(7);
        List<TrainingCurve.Step> steps = new ArrayList<>();
        for (int step = 1; step <= until; step++) {
            double loss = 0.19 + 1.1 * Math.exp(-step / 32.0);
            steps.add(
                    new TrainingCurve.Step(
                            step,
                            loss * (1 + 0.14 * random.nextGaussian()),
                            SCHEDULE.at(step - 1),
                            0.8,
                            700,
                            32,
                            0.97));
        }
        List<TrainingCurve.HeldOut> evaluations = new ArrayList<>();
        List<TrainingCurve.Norms> norms = new ArrayList<>();
        for (int step = 0; step <= until; step += EACH) {
            evaluations.add(
                    new TrainingCurve.HeldOut(
                            step, 0.3 + Math.exp(-step / 40.0), Optional.of(right(step))));
            norms.add(norms(step));
        }
        return new TrainingCurve(steps, evaluations, norms);
    }

    private static Proportion right(int step) {
        double share = 0.519 + 0.36 * (1 - Math.exp(-step / 45.0)) + 0.004 * Math.sin(step);
        return new Proportion((int) Math.round(share * ROWS), ROWS);
    }

    private static TrainingCurve.Norms norms(int step) {
        List<Double> byLayer = new ArrayList<>();
        double sum = 0;
        for (int layer = 0; layer < LAYERS; layer++) {
            double peak = 0.2 + Math.exp(-Math.pow((layer - 20) / 7.0, 2));
            double norm = 0.6 * peak * (1 - Math.exp(-step / 160.0));
            byLayer.add(norm);
            sum += norm * norm;
        }
        return new TrainingCurve.Norms(
                step,
                Math.sqrt(sum),
                byLayer,
                step == 0 ? OptionalDouble.empty() : OptionalDouble.of(0.04 + step / 15_000.0));
    }

    /// The checkpoints that it has kept after so many steps, in that folder.
    public static List<KeptCheckpoint> checkpoints(int until, Path folder) {
        List<KeptCheckpoint> all = new ArrayList<>();
        double most = 0;
        int best = 0;
        for (int step = KEPT; step <= until; step += KEPT) {
            if (right(step).share() > most) {
                most = right(step).share();
                best = step;
            }
        }
        for (int step = KEPT; step <= until; step += KEPT) {
            all.add(
                    new KeptCheckpoint(
                            step,
                            folder.resolve("checkpoint-" + step),
                            0.19 + 1.1 * Math.exp(-step / 32.0),
                            0.3 + Math.exp(-step / 40.0),
                            Optional.of(right(step)),
                            norms(step).total(),
                            OptionalDouble.of(Math.exp(-(step - KEPT) / 500.0)),
                            OptionalDouble.of(0.04 + step / 15_000.0),
                            9_800_000,
                            step == best));
        }
        return all;
    }

    public static DataFacts facts() {
        Map<String, Integer> classes = new TreeMap<>(Map.of("positive", 4464, "negative", 3522));
        return new DataFacts(
                "train.tsv",
                "ab".repeat(32),
                "sst2, Alpaca's form",
                67_349,
                7986,
                ROWS,
                "validation.tsv",
                "cd".repeat(32),
                classes,
                Map.of("positive", 444, "negative", 428),
                0,
                0,
                0,
                37,
                14,
                0,
                83,
                41,
                327_426,
                15_972,
                List.of());
    }

    public static TrainingEstimate estimate() {
        return new TrainingEstimate(
                2_442_240,
                134_515_008,
                269_000_000L,
                29_300_000L,
                600_000_000L,
                400_000_000L,
                22_900_000_000L,
                1.0,
                9_800_000);
    }

    /// The run as it was after so many steps.
    public static TrainingSnapshot snapshot(TrainingSnapshot.Phase phase, int until, Path folder) {
        return new TrainingSnapshot(
                phase,
                until,
                curve(until),
                checkpoints(until, folder),
                facts(),
                estimate(),
                1_240_000_000L,
                724,
                STEPS - until,
                0.978);
    }
}
