package org.taskvectors.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.Advice;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Incomplete;
import org.taskvectors.checkpoint.Placeholders;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.checkpoint.open.OutputFormats;
import org.taskvectors.file.Shown;

/// The vectors that a command was given: opened together, closed together, each with a short name
/// of its own.
final class VectorInputs implements AutoCloseable {
    private final List<Checkpoint> vectors = new ArrayList<>();
    private final List<String> names;

    /// @throws IOException where one of them cannot be opened; none stays open then
    VectorInputs(List<Path> paths, AdapterOptions options) throws IOException {
        names = names(paths);
        try {
            for (Path path : paths) {
                Checkpoint vector = Checkpoints.open(path, options.options(path, paths));
                vectors.add(vector);
                Placeholders.requireNone(vector);
                Advice.requireNumbers(vector);
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    List<Checkpoint> vectors() {
        return vectors;
    }

    /// The vectors with the base, where they can be read with one.
    List<Checkpoint> on(Optional<Checkpoint> base) {
        return vectors.stream()
                .map(own -> base.map(known -> Vector.on(own, known)).orElse(own))
                .toList();
    }

    /// `sst2` for `vectors/sst2.safetensors`; with its folder, or a number, where two would be
    /// called the same.
    List<String> names() {
        return names;
    }

    /// What adapters among them change and cannot be measured, with the base where there is one.
    List<String> incomplete(Optional<Checkpoint> base) {
        List<String> notes = new ArrayList<>();
        for (int i = 0; i < vectors.size(); i++) {
            if (on(base).get(i) instanceof Vector vector) {
                String name = names.get(i);
                Incomplete.sentences(vector.incomplete())
                        .forEach(note -> notes.add(name + ": " + note));
            }
        }
        return notes;
    }

    @Override
    public void close() {
        vectors.forEach(Checkpoint::close);
    }

    private static List<String> names(List<Path> paths) {
        List<Path> full = paths.stream().map(path -> path.toAbsolutePath().normalize()).toList();
        List<String> stems = full.stream().map(VectorInputs::stem).toList();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < full.size(); i++) {
            String name = stems.get(i);
            Path folder = full.get(i).getParent();
            if (stems.indexOf(name) != stems.lastIndexOf(name) && folder != null) {
                name = Shown.whole(folder.getFileName() + "/") + name;
            }
            String unique = name;
            for (int number = 2; names.contains(unique); number++) {
                unique = name + " (" + number + ")";
            }
            names.add(unique);
        }
        return List.copyOf(names);
    }

    private static String stem(Path path) {
        String name = String.valueOf(path.getFileName());
        return Shown.whole(OutputFormats.stem(name));
    }
}
