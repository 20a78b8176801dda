package org.taskvectors.ui.library;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Job;
import org.taskvectors.job.Needs;
import org.taskvectors.job.Progress;
import org.taskvectors.merge.Applied;
import org.taskvectors.merge.Applier;
import org.taskvectors.merge.ApplyRequest;
import org.taskvectors.saving.SaveResult;
import org.taskvectors.saving.Target;
import org.taskvectors.ui.common.HomePath;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.vector.Scale;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Located;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;

/// Saves the model that an adapter of the library stands for, as a job; the model joins the library
/// as a fine-tuned one of the adapter's base. Knows no scene graph; lives on the window's thread.
final class ModelSaving {
    private final AppContext context;
    private final Consumer<Notice> notices;

    /// Bases of models that were saved and are not in the library yet, by their folder.
    private final Map<Path, String> expected = new HashMap<>();

    /// @param notices is told what the person should know of a saved model
    ModelSaving(AppContext context, Consumer<Notice> notices) {
        this.context = context;
        this.notices = notices;
        context.state().addListener((_, _, now) -> pair(now));
    }

    /// Whether an item is an adapter whose base is in the library.
    static boolean isPossible(WorkspaceState state, String id) {
        return state.file(id)
                .filter(item -> item.role() == Role.ADAPTER)
                .flatMap(FileItem::base)
                .flatMap(state::file)
                .isPresent();
    }

    /// Asks for the folder that the model's own goes into, and begins.
    void save(String id) {
        WorkspaceState state = context.state().get();
        if (!isPossible(state, id)) {
            return;
        }
        FileItem adapter = state.file(id).orElseThrow();
        FileItem base = adapter.base().flatMap(state::file).orElseThrow();
        context.dialogs()
                .openFolder("Where the model goes")
                .ifPresent(folder -> begin(adapter, base, free(folder, adapter, base)));
    }

    private void begin(FileItem adapter, FileItem base, Path target) {
        Located from = Located.of(base);
        Located change = Located.of(adapter);
        context.background()
                .jobs()
                .submit(
                        "Saving " + target.getFileName(),
                        Needs.DISK_AND_DEVICE,
                        (progress, cancellation) ->
                                saved(from, change, target, progress, cancellation),
                        over ->
                                context.background()
                                        .window()
                                        .execute(() -> ended(over, target, base.id())));
    }

    private SaveResult saved(
            Located from, Located change, Path target, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        return new Applier(context.program(), context.profiles())
                .apply(
                        new ApplyRequest(
                                new org.taskvectors.checkpoint.open.Located(
                                        from.path(), from.said()),
                                List.of(
                                        new Applied(
                                                new org.taskvectors.checkpoint.open.Located(
                                                        change.path(), change.said()),
                                                Scale.ONE)),
                                OutputDType.SOURCE,
                                new Target.Folder(target),
                                false,
                                context.compute()),
                        progress,
                        cancellation)
                .saved();
    }

    private void ended(Job<SaveResult> over, Path target, String base) {
        over.failure()
                .ifPresent(failure -> context.background().errors().show(over.title(), failure));
        over.result()
                .ifPresent(
                        result -> {
                            expected.put(target, base);
                            context.opening().add(List.of(target));
                            if (!result.notes().isEmpty()) {
                                // There is room for one notice, so all that is to be said is in it.
                                notices.accept(
                                        Notice.warning(
                                                HomePath.of(target)
                                                        + ": "
                                                        + String.join("; ", result.notes())
                                                        + "."));
                            }
                        });
    }

    private void pair(WorkspaceState state) {
        for (Path path : List.copyOf(expected.keySet())) {
            Optional<FileItem> item = state.fileAt(path);
            String base = expected.get(path);
            if (item.isPresent() && base != null) {
                expected.remove(path);
                context.workspace()
                        .update(
                                now ->
                                        now.changing(
                                                item.get().id(),
                                                model ->
                                                        model.withRole(Role.TUNED)
                                                                .withBase(Optional.of(base))));
            }
        }
    }

    /// A folder that is not there yet, called after both.
    private static Path free(Path folder, FileItem adapter, FileItem base) {
        String name = plain(base.name()) + "+" + plain(adapter.name());
        Path target = folder.resolve(name);
        for (int number = 2; isTaken(target); number++) {
            target = folder.resolve(name + "-" + number);
        }
        return target.toAbsolutePath().normalize();
    }

    private static String plain(String name) {
        return name.strip().replaceAll("[^\\p{L}\\p{N}._-]+", "-");
    }

    private static boolean isTaken(Path target) {
        if (!Files.isDirectory(target)) {
            return Files.exists(target);
        }
        try {
            return !AtomicFile.isVacant(target);
        } catch (IOException e) {
            return true;
        }
    }
}
