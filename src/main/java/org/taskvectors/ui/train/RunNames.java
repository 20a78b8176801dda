package org.taskvectors.ui.train;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.evaluation.DataChoice;
import org.taskvectors.figure.FileSlug;
import org.taskvectors.inference.gradient.Method;
import org.taskvectors.training.Adaptation;
import org.taskvectors.workspace.TrainingItem;

/// What runs are called before a person calls them otherwise: `smollm2-135m-sst-2-r8`.
final class RunNames {
    /// Names of files that say nothing of what is in them; their folder does.
    private static final Set<String> BARE = Set.of("train", "data", "training", "rows");

    private RunNames() {}

    /// Returns a file's name.
    static String file(Path path) {
        return String.valueOf(path.getFileName());
    }

    /// Returns what a file of rows is about, in a word or two: its folder where its own name says
    /// nothing.
    static String rows(DataChoice choice) {
        if (!choice.name().isBlank()) {
            return choice.name();
        }
        String file = file(choice.file());
        int dot = file.lastIndexOf('.');
        String stem = dot > 0 ? file.substring(0, dot) : file;
        Optional<Path> folder =
                Optional.ofNullable(choice.file().getParent()).map(Path::getFileName);
        return folder.isPresent() && BARE.contains(FileSlug.of(stem))
                ? folder.get().toString()
                : stem;
    }

    /// Returns a name for a run that no other one of the workspace has, and no folder.
    ///
    /// @param base what the model is called
    /// @param common what people call the task: `SST-2`; empty where it has no name
    /// @param folder where runs lie
    static String of(
            String base,
            Optional<String> common,
            Form form,
            List<TrainingItem> others,
            Path folder) {
        String rows = common.or(() -> form.train().map(RunNames::rows)).orElse("rows");
        String stem = FileSlug.of(base + " " + rows + " " + how(form.settings().adaptation()));
        return unlike(stem, others, folder);
    }

    private static String how(Adaptation adaptation) {
        return switch (adaptation.method()) {
            case LORA -> "r" + adaptation.rank();
            case DORA -> "dora-r" + adaptation.rank();
            case FULL -> Method.FULL.word();
        };
    }

    /// Returns the name of the same run with another seed.
    static String withSeed(String name, long seed, List<TrainingItem> others, Path folder) {
        return unlike(name.replaceFirst("-seed\\d+(-\\d+)?$", "") + "-seed" + seed, others, folder);
    }

    private static String unlike(String wanted, List<TrainingItem> others, Path folder) {
        String name = wanted;
        for (int number = 2; isTaken(name, others, folder); number++) {
            name = wanted + "-" + number;
        }
        return name;
    }

    private static boolean isTaken(String name, List<TrainingItem> others, Path folder) {
        return Files.exists(folder.resolve(name))
                || others.stream()
                        .anyMatch(
                                one ->
                                        one.name().equals(name)
                                                || one.folder().equals(folder.resolve(name)));
    }
}
