package org.taskvectors.evaluation.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.inference.Answer;
import org.taskvectors.inference.Conversations;
import org.taskvectors.inference.FakeLiveModel;
import org.taskvectors.inference.FormulaRunner;
import org.taskvectors.inference.PieceTokenizer;
import org.taskvectors.inference.RunningModel;
import org.taskvectors.inference.TinyModels;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;

/// The logit lens beside transformers' layers, norm and head (`token_golden.py`).
class LogitLensTest {
    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden");
    private static final double CLOSE = 2e-4;

    @ParameterizedTest
    @MethodSource(TinyModels.ALL)
    void eachLayerSaysWhatTransformersSays(String name) throws Exception {
        Path folder = GOLDEN.resolve("inference").resolve(name);
        int[] ids = integers(folder.resolve("golden.numbers"), "ids");
        int[] tokens = integers(GOLDEN.resolve("evaluation/lens.numbers"), name + ".tokens");
        float[] logs = floats(GOLDEN.resolve("evaluation/lens.numbers"), name + ".logs");
        int layers = tokens.length / ids.length / LogitLens.TOP;
        // The lens stands before tokens, so one more makes it see what follows the last of them.
        List<Integer> text = new ArrayList<>(IntStream.of(ids).boxed().toList());
        text.add(3);
        List<Integer> followed = IntStream.range(0, 64).boxed().toList();
        try (RunningModel model = RunningModel.of(folder);
                Conversations conversations = conversations(model, model)) {
            Progress progress = new Progress();
            LogitLens lens =
                    LogitLens.of(
                            conversations,
                            new LogitLens.Request(text, 1, text.size(), followed),
                            progress,
                            new Cancellation());
            assertThat(lens.layers()).hasSize(layers).allMatch(row -> row.size() == ids.length);
            assertThat(progress.done()).isEqualTo(2L * layers * ids.length);
            assertThat(progress.total()).isEqualTo(progress.done());
            for (int layer = 0; layer < layers; layer++) {
                for (int position = 0; position < ids.length; position++) {
                    LogitLens.Cell cell = lens.cell(layer, position);
                    assertThat(cell.kl()).isZero();
                    assertThat(cell.base()).isEqualTo(cell.edited());
                    int at = (layer * ids.length + position) * LogitLens.TOP;
                    for (int i = 0; i < LogitLens.TOP; i++) {
                        Answer.Choice found = cell.base().top().get(i);
                        assertThat(found.logProbability())
                                .as(name + " layer " + layer + " position " + position)
                                .isCloseTo(logs[at + i], within(CLOSE));
                        LogitLens.Standing wanted = cell.base().followed().get(tokens[at + i]);
                        assertThat(wanted.logProbability()).isCloseTo(logs[at + i], within(CLOSE));
                        LogitLens.Standing own = cell.base().followed().get(found.token());
                        assertThat(own.rank()).isEqualTo(i + 1);
                    }
                }
            }
        }
    }

    @Test
    void klOfACellIsFromBaseToEdited() throws Exception {
        FormulaRunner base = FormulaRunner.scrambled(60, 40, 1);
        FormulaRunner edited = FormulaRunner.scrambled(60, 40, 2);
        List<Integer> text = List.of(0, 5, 9, 33, 12);
        try (Conversations conversations =
                new Conversations(
                        new FakeLiveModel(base, edited, new PieceTokenizer(true, "a")), 0)) {
            LogitLens lens =
                    LogitLens.of(
                            conversations,
                            new LogitLens.Request(text, 2, 5, List.of(7, 7, 8)),
                            new Progress(),
                            new Cancellation());
            assertThat(lens.tokens()).containsExactly(9, 33, 12);
            // A formula has one layer, so that the lens sees what both sides expect.
            var expected =
                    org.taskvectors.inference.Positions.compare(
                            conversations, text, 2, new Progress(), new Cancellation());
            for (int i = 0; i < 3; i++) {
                LogitLens.Cell cell = lens.cell(0, i);
                assertThat(cell.kl()).isEqualTo(expected.get(i).kl());
                assertThat(cell.base().top())
                        .isEqualTo(expected.get(i).base().top().subList(0, LogitLens.TOP));
                assertThat(cell.edited().entropy()).isEqualTo(expected.get(i).edited().entropy());
                assertThat(cell.base().followed().get(0)).isEqualTo(cell.base().followed().get(1));
            }
        }
    }

    @Test
    void aRunCanBeCancelled() throws Exception {
        FormulaRunner base = FormulaRunner.scrambled(60, 40, 1);
        Cancellation cancelled = new Cancellation();
        cancelled.cancel();
        try (Conversations conversations =
                new Conversations(
                        new FakeLiveModel(base, base, new PieceTokenizer(true, "a")), 0)) {
            assertThatThrownBy(
                            () ->
                                    LogitLens.of(
                                            conversations,
                                            new LogitLens.Request(
                                                    List.of(0, 5, 9), 1, 3, List.of()),
                                            new Progress(),
                                            cancelled))
                    .isInstanceOf(CancelledException.class);
        }
    }

    private static Conversations conversations(RunningModel base, RunningModel edited) {
        return new Conversations(
                new FakeLiveModel(base.decoder(), edited.decoder(), new PieceTokenizer(true, "a")),
                0);
    }

    private static int[] integers(Path file, String name) throws Exception {
        try (Checkpoint numbers = Checkpoints.open(file);
                Arena arena = Arena.ofConfined()) {
            return bytes(numbers, name, arena).toArray(ValueLayout.JAVA_INT);
        }
    }

    private static float[] floats(Path file, String name) throws Exception {
        try (Checkpoint numbers = Checkpoints.open(file);
                Arena arena = Arena.ofConfined()) {
            return bytes(numbers, name, arena).toArray(ValueLayout.JAVA_FLOAT);
        }
    }

    private static MemorySegment bytes(Checkpoint numbers, String name, Arena arena)
            throws Exception {
        Tensor tensor = numbers.tensor(name).orElseThrow();
        MemorySegment bytes = arena.allocate(tensor.bytes(), 8);
        numbers.read(tensor, 0, bytes);
        return bytes;
    }
}
