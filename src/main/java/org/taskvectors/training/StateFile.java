package org.taskvectors.training;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.checkpoint.safetensors.SafetensorsLayout;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.gradient.TrainedState;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// What a run is gone on with: the trained numbers and the optimizer's means after a step, in one
/// file of safetensors that replaces the one before in one step. So there is always exactly one
/// such state, and it is whole.
///
/// @param path of the file
/// @param run tells the run from others; a state of another run is not read
record StateFile(Path path, String run) {
    private static final String STEP = "step";
    private static final String RUN = "run";
    private static final String SUM = "crc32c";
    private static final int BLOCK = 1 << 24;
    private static final List<String> NAMES = List.of("numbers", "means", "squares");

    /// Returns how many bytes the file of a state has, about.
    static long bytes(TrainedState state) {
        return 3 * state.numbers().byteSize() + 1024;
    }

    /// Writes the state after a step.
    ///
    /// @throws Failure if it cannot be written; what was there before is still there
    void write(TrainedState state, int step) throws Failure {
        AtomicFile.requireSpace(
                path,
                path,
                bytes(state),
                "what the run is gone on with",
                "Free some space; the run can be gone on with then");
        List<MemorySegment> parts = List.of(state.numbers(), state.means(), state.squares());
        Map<String, String> metadata = new TreeMap<>();
        metadata.put("format", "pt");
        metadata.put(STEP, Integer.toString(step));
        metadata.put(RUN, run);
        metadata.put(SUM, sum(parts));
        SafetensorsLayout layout = SafetensorsLayout.of(tensors(state), metadata);
        try (AtomicFile file = AtomicFile.begin(path)) {
            file.write(0, ByteBuffer.wrap(layout.header()));
            for (int i = 0; i < parts.size(); i++) {
                MemorySegment part = parts.get(i);
                for (long at = 0; at < part.byteSize(); at += BLOCK) {
                    MemorySegment block = part.asSlice(at, Math.min(BLOCK, part.byteSize() - at));
                    file.write(layout.offset(i) + at, block);
                }
            }
            file.commit();
        }
    }

    private static List<Tensor> tensors(TrainedState state) {
        Shape shape = Shape.of(state.plan().numbers());
        return NAMES.stream().map(name -> new Tensor(name, DType.F32, shape)).toList();
    }

    private static String sum(List<MemorySegment> parts) {
        CRC32C sum = new CRC32C();
        for (MemorySegment part : parts) {
            for (long at = 0; at < part.byteSize(); at += BLOCK) {
                sum.update(part.asSlice(at, Math.min(BLOCK, part.byteSize() - at)).asByteBuffer());
            }
        }
        return HexFormat.of().toHexDigits((int) sum.getValue());
    }

    /// Reads the state that was written last.
    ///
    /// @param state is filled; undefined where this fails
    /// @return the step after which it was written; empty where none was written
    /// @throws Failure [TrainingProblem#RECORD_MALFORMED] if it is damaged or another run's
    OptionalInt read(TrainedState state) throws IOException {
        if (!Files.exists(path)) {
            return OptionalInt.empty();
        }
        try (Checkpoint file = Checkpoints.open(path, OpenOptions.NONE)) {
            Map<String, String> metadata = file.about().metadata();
            if (!run.equals(metadata.get(RUN)) || !file.tensors().equals(tensors(state))) {
                throw malformed("it is the state of another run");
            }
            List<MemorySegment> parts = List.of(state.numbers(), state.means(), state.squares());
            for (int i = 0; i < parts.size(); i++) {
                read(file, file.tensors().get(i), parts.get(i));
            }
            if (!sum(parts).equals(metadata.get(SUM))) {
                throw malformed("its bytes are not those that were written");
            }
            return OptionalInt.of(Integer.parseInt(metadata.getOrDefault(STEP, "")));
        } catch (NumberFormatException e) {
            throw malformed("it does not say after which step it was written").causedBy(e);
        }
    }

    private static void read(Checkpoint file, Tensor tensor, MemorySegment into)
            throws IOException {
        try (TensorReader reader = file.reader(tensor)) {
            for (long at = 0; at < into.byteSize(); at += BLOCK) {
                reader.read(
                        at / Float.BYTES, into.asSlice(at, Math.min(BLOCK, into.byteSize() - at)));
            }
        }
    }

    private Failure malformed(String what) {
        return Failure.of(
                TrainingProblem.RECORD_MALFORMED,
                path,
                what,
                "Delete the file to begin the run anew, or put back the one that belongs to it");
    }
}
