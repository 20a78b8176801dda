package org.taskvectors.parts;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Optional;
import org.taskvectors.analysis.PackedReader;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.PartMark;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.file.Failure;

/// A part that is open.
final class PartFile implements Closeable {
    private final Path path;
    private final PartHead head;
    private final byte[] common;
    private final String commonSum;
    private final byte[] own;
    private final Checkpoint tensors;

    private PartFile(
            Path path,
            PartHead head,
            byte[] common,
            String commonSum,
            byte[] own,
            Checkpoint tensors) {
        this.path = path;
        this.head = head;
        this.common = common;
        this.commonSum = commonSum;
        this.own = own;
        this.tensors = tensors;
    }

    /// Returns its file.
    Path path() {
        return path;
    }

    /// Returns which part of which work it is.
    PartHead head() {
        return head;
    }

    /// Returns what all parts tell alike; of the first part alone.
    byte[] common() {
        return common;
    }

    /// Returns the SHA-256 of what all parts tell alike.
    String commonSum() {
        return commonSum;
    }

    /// Returns what it tells of its work.
    byte[] own() {
        return own;
    }

    /// Returns its tensors.
    Checkpoint tensors() {
        return tensors;
    }

    /// Opens a part.
    ///
    /// @throws Failure where the file is no part, or is damaged
    static PartFile open(Path path) throws IOException {
        Checkpoint file = Checkpoints.openPart(path);
        try {
            if (PartMark.words(file.about()).isEmpty()) {
                throw Failure.of(
                        PartProblem.NOT_A_PART,
                        path,
                        "this is no part of a work",
                        "Name the files that were made with --part, or their folder");
            }
            PackedReader in = new PackedReader(told(file));
            if (!in.text().equals(PartWriter.WORD)) {
                throw new IllegalArgumentException("another kind of part");
            }
            PartFile part =
                    new PartFile(path, PartHead.read(in), in.raw(), in.text(), in.raw(), file);
            in.end();
            return part;
        } catch (IllegalArgumentException | ArithmeticException e) {
            file.close();
            throw damaged(path).causedBy(e);
        } catch (IOException | RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    /// Returns the failure for a part that is not as it was written.
    static Failure damaged(Path path) {
        return Failure.of(
                PartProblem.DAMAGED,
                path,
                "this part is damaged, or a newer version of the program made it",
                "Make it again");
    }

    private static byte[] told(Checkpoint file) throws IOException {
        Optional<Tensor> told = file.tensor(PartWriter.TOLD);
        if (told.isEmpty() || told.get().bytes() > Integer.MAX_VALUE - 16) {
            throw new IllegalArgumentException("nothing is told");
        }
        try (Arena arena = Arena.ofConfined();
                TensorReader reader = file.reader(told.get())) {
            MemorySegment bytes = arena.allocate(Math.max(1, told.get().bytes()));
            reader.read(0, bytes.asSlice(0, told.get().bytes()));
            return bytes.asSlice(0, told.get().bytes()).toArray(ValueLayout.JAVA_BYTE);
        }
    }

    @Override
    public void close() {
        tensors.close();
    }
}
