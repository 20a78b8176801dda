package org.taskvectors.parts;

import java.io.Closeable;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.taskvectors.analysis.PackedWriter;
import org.taskvectors.analysis.PartBytes;
import org.taskvectors.checkpoint.PartMark;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.safetensors.SafetensorsLayout;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;
import org.taskvectors.pass.Writer;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// Writes a part: a safetensors file whose metadata say that it is one, with its share of the
/// tensors, and behind them the tensor [#TOLD], whose bytes are everything else that the part
/// tells. How many these are is known last, so that the header is written last, into room that was
/// left for it.
public final class PartWriter implements Writer, Closeable {
    /// The ending of a part's file.
    public static final String ENDING = ".part";

    /// The name of the tensor that holds what a part tells besides its tensors.
    static final String TOLD = "task_vector_part";

    static final String WORD = "tvw part 1";

    private final Path path;
    private final PartHead head;
    private final List<Tensor> tensors;
    private final SafetensorsLayout room;
    private final AtomicFile file;

    private PartWriter(
            Path path,
            PartHead head,
            List<Tensor> tensors,
            SafetensorsLayout room,
            AtomicFile file) {
        this.path = path;
        this.head = head;
        this.tensors = tensors;
        this.room = room;
        this.file = file;
    }

    /// Begins a part.
    ///
    /// @param folder the folder of the parts, which is made where it does not exist
    /// @param tensors those that it will hold, in their order
    /// @param overwrite whether an existing part of that name may be replaced
    /// @throws Failure where the part exists, or the place cannot be written or has no room
    static PartWriter begin(Path folder, PartHead head, List<Tensor> tensors, boolean overwrite)
            throws Failure {
        Path path = place(folder, head.fileName(), overwrite);
        // As long as a number can be, so that the header never outgrows its room.
        SafetensorsLayout room =
                SafetensorsLayout.of(
                        withTold(tensors, Integer.MAX_VALUE), PartMark.of(head.words()));
        AtomicFile.requireSpace(
                path,
                path,
                room.offset(tensors.size()),
                "the part",
                "Free some space, or choose another place");
        return new PartWriter(path, head, List.copyOf(tensors), room, AtomicFile.begin(path));
    }

    /// Returns the file of a part.
    ///
    /// @param name the file's
    /// @throws Failure where it exists and may not be replaced
    static Path place(Path folder, String name, boolean overwrite) throws Failure {
        Path path = folder.resolve(name);
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw Failure.of(
                    FileProblem.NOT_A_FOLDER,
                    folder,
                    "this is a file, and parts go into a folder",
                    "Choose a folder for the parts");
        }
        if (Files.exists(path) && !overwrite) {
            throw Failure.of(
                    FileProblem.EXISTS,
                    path,
                    "this part is there already",
                    "Choose another folder, or say that it may be replaced (--force)");
        }
        return path;
    }

    private static List<Tensor> withTold(List<Tensor> tensors, int bytes) {
        List<Tensor> all = new ArrayList<>(tensors);
        all.add(new Tensor(TOLD, DType.U8, Shape.of(bytes)));
        return all;
    }

    @Override
    public void write(int tensor, long position, MemorySegment bytes) throws Failure {
        file.write(room.offset(tensor) + position, bytes);
    }

    /// Writes everything that is no tensor, and gives the file its name, which is returned.
    ///
    /// @param tells what the part tells of its work
    /// @throws Failure where it cannot be written
    Path commit(PartBytes tells) throws Failure {
        PackedWriter out = new PackedWriter();
        out.text(WORD);
        PartHead.write(out, head);
        // Long lists of tensors that all parts share would outgrow the measures.
        out.raw(head.part().number() == 1 ? tells.common() : new byte[0]);
        out.text(Sha256.of(tells.common()));
        out.raw(tells.own());
        byte[] told = out.sealed();
        Map<String, String> mark = PartMark.of(head.words());
        SafetensorsLayout layout =
                SafetensorsLayout.of(
                        withTold(tensors, told.length),
                        mark,
                        Math.toIntExact(room.header().length));
        file.write(layout.offset(tensors.size()), ByteBuffer.wrap(told));
        file.write(0, ByteBuffer.wrap(layout.header()));
        file.commit();
        return path;
    }

    @Override
    public void close() {
        file.close();
    }
}
