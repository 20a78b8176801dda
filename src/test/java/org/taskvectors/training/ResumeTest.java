package org.taskvectors.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.gradient.Method;

/// A run that is broken off anywhere ends as if it had not been.
class ResumeTest {
    private static final String ADAPTER = "adapter_model.safetensors";

    @TempDir private Path folder;

    private ToyRun run(Method method) throws Exception {
        ToyRun run = ToyRun.of(folder, "llama");
        run.settings =
                ToyRun.settings(
                        new Adaptation(
                                method,
                                2,
                                4,
                                false,
                                method == Method.FULL ? 0 : 0.25,
                                Set.of("q_proj", "down_proj")),
                        7);
        // Room for two checkpoints or three, so that some are removed on the way.
        run.keeping(
                3,
                2,
                switch (method) {
                    case LORA -> 9_000;
                    case DORA -> 11_000;
                    case FULL -> 160_000;
                });
        return run;
    }

    private static String weights(Method method) {
        return method == Method.FULL ? "model/model.safetensors" : ADAPTER;
    }

    /// Everything but times, and the bytes of the result.
    private static void assertSame(ToyRun run, TrainingResult got, ToyRun whole, TrainingResult is)
            throws Exception {
        assertThat(withoutTimes(got.curve().steps())).isEqualTo(withoutTimes(is.curve().steps()));
        assertThat(got.curve().evaluations()).isEqualTo(is.curve().evaluations());
        assertThat(got.curve().norms()).isEqualTo(is.curve().norms());
        assertThat(kept(got, run)).isEqualTo(kept(is, whole));
        String weights = weights(run.settings.adaptation().method());
        assertThat(run.bytes(weights)).isEqualTo(whole.bytes(weights));
        assertThat(names(run.out)).isEqualTo(names(whole.out));
        assertThat(SavedRun.read(run.out).isDone()).isTrue();
    }

    private static List<TrainingCurve.Step> withoutTimes(List<TrainingCurve.Step> steps) {
        return steps.stream()
                .map(
                        s ->
                                new TrainingCurve.Step(
                                        s.step(),
                                        s.loss(),
                                        s.rate(),
                                        s.gradientNorm(),
                                        s.tokens(),
                                        s.answers(),
                                        0))
                .toList();
    }

    private static List<String> kept(TrainingResult result, ToyRun run) {
        return result.checkpoints().stream()
                .map(
                        one ->
                                run.out.relativize(one.folder())
                                        + " "
                                        + one.marked(one.isBest())
                                                .toString()
                                                .replace(one.folder().toString(), ""))
                .toList();
    }

    private static Set<String> names(Path of) throws Exception {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.walk(of)) {
            files.forEach(file -> names.add(of.relativize(file).toString()));
        }
        return names;
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void brokenOffAtAnyMoment(Method method) throws Exception {
        ToyRun whole = run(method);
        Killed.Moments counted = Killed.Moments.none();
        counted.watch(whole);
        TrainingResult is = whole.train();
        assertThat(is.checkpoints()).hasSizeBetween(2, 3);
        assertThat(is.curve().steps()).hasSize(7);
        int moments = counted.seen().get();
        assertThat(moments).isGreaterThan(30);

        for (int at = 0; at < moments; at++) {
            ToyRun killed = whole.again();
            killed.out = folder.resolve("killed-" + at);
            Killed.Moments.endingAt(at).watch(killed);
            assertThatThrownBy(killed::train).isInstanceOf(Killed.class);
            ToyRun resumed = killed.again();

            // After the very last moment nothing is left to do.
            if (!SavedRun.read(killed.out).isDone()) {
                assertSame(resumed, resumed.train(), whole, is);
            }
        }
    }

    @Test
    void brokenOffAgainAndAgain() throws Exception {
        ToyRun whole = run(Method.LORA);
        TrainingResult is = whole.train();
        ToyRun run = whole.again();
        run.out = folder.resolve("often");

        int parts = 0;
        while (!SavedRun.isIn(run.out) || !SavedRun.read(run.out).isDone()) {
            run = run.again();
            // Long enough for one checkpoint each time.
            Killed.Moments.endingAt(12).watch(run);
            try {
                assertSame(run, run.train(), whole, is);
            } catch (Killed e) {
                parts++;
            }
            assertThat(parts).isLessThan(20);
        }
        assertThat(parts).isGreaterThan(1);
    }

    @Test
    void aLineThatWasHalfWrittenIsForgotten() throws Exception {
        ToyRun whole = run(Method.LORA);
        TrainingResult is = whole.train();
        ToyRun killed = whole.again();
        killed.out = folder.resolve("torn");
        Killed.Moments.endingAt(20).watch(killed);
        assertThatThrownBy(killed::train).isInstanceOf(Killed.class);
        Files.writeString(
                killed.out.resolve(TrainingRecord.NAME),
                "{\"step\":5,\"loss\":0.1,\"ra",
                StandardOpenOption.APPEND);

        ToyRun resumed = killed.again();

        assertSame(resumed, resumed.train(), whole, is);
    }

    @Test
    void aDamagedLineIsSaid() throws Exception {
        ToyRun killed = broken(20);
        Path record = killed.out.resolve(TrainingRecord.NAME);
        String text = Files.readString(record);
        Files.writeString(record, text.replaceFirst("\"step\":1,", "\"step\":2,"));

        assertProblem(killed.again(), TrainingProblem.RECORD_MALFORMED);
    }

    private ToyRun broken(int moment) throws Exception {
        ToyRun killed = run(Method.LORA);
        Killed.Moments.endingAt(moment).watch(killed);
        assertThatThrownBy(killed::train).isInstanceOf(Killed.class);
        return killed;
    }

    private static void assertProblem(ToyRun run, TrainingProblem problem) {
        assertThatThrownBy(run::train)
                .isInstanceOfSatisfying(
                        Failure.class, e -> assertThat(e.problem()).isEqualTo(problem));
    }

    @Test
    void aDamagedStateIsSaid() throws Exception {
        ToyRun killed = broken(20);
        Path state = killed.out.resolve(StoredRun.STATE);
        byte[] bytes = Files.readAllBytes(state);
        bytes[bytes.length - 9] ^= 1;
        Files.write(state, bytes);

        assertProblem(killed.again(), TrainingProblem.RECORD_MALFORMED);
    }

    @Test
    void theStateOfAnotherRunIsNotTaken() throws Exception {
        ToyRun killed = broken(20);
        ToyRun other = run(Method.LORA);
        other.out = folder.resolve("other");
        Killed.Moments.endingAt(20).watch(other);
        assertThatThrownBy(other::train).isInstanceOf(Killed.class);
        Files.copy(
                other.out.resolve(StoredRun.STATE),
                killed.out.resolve(StoredRun.STATE),
                StandardCopyOption.REPLACE_EXISTING);

        assertProblem(killed.again(), TrainingProblem.RECORD_MALFORMED);
    }

    @Test
    void aRecordThatEndsBeforeItsStateIsSaid() throws Exception {
        ToyRun killed = broken(20);
        Path record = killed.out.resolve(TrainingRecord.NAME);
        List<String> lines = Files.readAllLines(record);
        Files.writeString(record, lines.getFirst() + "\n");

        assertProblem(killed.again(), TrainingProblem.RECORD_MALFORMED);
    }

    @Test
    void aRecordOfANewerProgramIsSaid() throws Exception {
        ToyRun killed = broken(20);
        Path record = killed.out.resolve(TrainingRecord.NAME);
        Files.writeString(
                record, Files.readString(record).replaceFirst("\"version\":1", "\"version\":2"));

        assertProblem(killed.again(), TrainingProblem.RECORD_NEWER);
    }

    @Test
    void anotherRunIsNamedByWhatDiffers() throws Exception {
        ToyRun killed = broken(20);
        ToyRun other = killed.again();
        other.settings =
                TrainingJson.settings(TrainingJson.settings(killed.settings).put("rank", 4));
        assertThatThrownBy(other::train)
                .isInstanceOfSatisfying(
                        Failure.class,
                        e -> {
                            assertThat(e.problem()).isEqualTo(TrainingProblem.RUN_OF_OTHER);
                            assertThat(e.what()).contains("settings, rank was 2 and is 4");
                        });

        ToyRun rows = killed.again();
        rows.fingerprint = "0".repeat(64);
        assertThatThrownBy(rows::train).hasMessageContaining("facts, fingerprint");

        Path weights = killed.base.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 1] ^= 1;
        Files.write(weights, bytes);
        assertThatThrownBy(killed.again()::train).hasMessageContaining("base, content");
    }

    @Test
    void whatChangesNoNumberMayDiffer() throws Exception {
        ToyRun killed = broken(20);
        ToyRun other = killed.again();
        other.settings =
                TrainingJson.settings(
                        TrainingJson.settings(killed.settings)
                                .put("recomputes", true)
                                .put("checkpoint_bytes", 1L << 40));

        assertThat(other.train().step()).isEqualTo(7);
        assertThat(other.device.opened.getFirst().recomputes()).isTrue();
    }

    @Test
    void aRunWithoutAStepGivesWayToAnother() throws Exception {
        ToyRun killed = broken(0);
        assertThat(SavedRun.isIn(killed.out)).isTrue();
        ToyRun other = killed.again();
        other.settings =
                TrainingJson.settings(TrainingJson.settings(killed.settings).put("rank", 4));

        assertThat(other.train().step()).isEqualTo(7);
    }

    @Test
    void aRunThatGoesOnElsewhereIsLeftAlone() throws Exception {
        ToyRun run = run(Method.LORA);
        run.listener =
                snapshot -> {
                    if (snapshot.step() == 3
                            && snapshot.phase() == TrainingSnapshot.Phase.STEPPING) {
                        assertProblem(run.again(), TrainingProblem.RUN_HELD);
                    }
                };

        assertThat(run.train().step()).isEqualTo(7);
    }
}
