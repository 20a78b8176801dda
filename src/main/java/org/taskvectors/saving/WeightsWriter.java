package org.taskvectors.saving;

import java.io.Closeable;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Map;
import org.taskvectors.checkpoint.WeightsLayout;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;
import org.taskvectors.pass.Writer;

/// One file of weights while it is written: the numbers in any order, then what stands around them,
/// then its name. Closing without [#commit] leaves what was there before.
public final class WeightsWriter implements Writer, Closeable {
    private final WeightsLayout layout;
    private final AtomicFile file;

    private WeightsWriter(WeightsLayout layout, AtomicFile file) {
        this.layout = layout;
        this.file = file;
    }

    /// Begins the file `target` under a temporary name.
    ///
    /// @throws Failure where the place cannot be written
    public static WeightsWriter begin(Path target, WeightsLayout layout) throws Failure {
        return new WeightsWriter(layout, AtomicFile.begin(target));
    }

    @Override
    public void write(int tensor, long position, MemorySegment bytes) throws Failure {
        long at = layout.offset(tensor) + position;
        layout.written(at, bytes);
        file.write(at, bytes);
    }

    /// Writes everything that is no tensor, once all tensors are written.
    ///
    /// @param metadata as long as those that the file was laid out with
    /// @throws Failure where it cannot be written
    public void finish(Map<String, String> metadata) throws Failure {
        layout.finish(file, metadata);
    }

    /// Gives the file its name.
    ///
    /// @throws Failure where it cannot be given
    public void commit() throws Failure {
        file.commit();
    }

    @Override
    public void close() {
        file.close();
    }
}
