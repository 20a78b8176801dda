package org.taskvectors.analysis;

import java.io.IOException;
import java.util.Optional;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.checkpoint.open.Opened;
import org.taskvectors.vector.SavedVector;

/// A vector, and the base that its numbers relate to if its own metadata record none.
record VectorSides(Opened opened, Optional<Checkpoint> base) implements AutoCloseable {
    static VectorSides open(Located located) throws IOException {
        Opened opened = located.openWithBase();
        try {
            boolean isRecorded = SavedVector.provenance(opened.checkpoint()).isPresent();
            return new VectorSides(
                    opened,
                    isRecorded || located.base().isEmpty()
                            ? Optional.empty()
                            : Optional.of(located.base().get().asModel().open()));
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    Checkpoint vector() {
        return opened.checkpoint();
    }

    @Override
    public void close() {
        base.ifPresent(Checkpoint::close);
        opened.close();
    }
}
