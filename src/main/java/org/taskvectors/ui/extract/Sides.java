package org.taskvectors.ui.extract;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.file.FarFiles;
import org.taskvectors.file.Shown;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.ui.shell.Navigation;
import org.taskvectors.workspace.ExtractPair;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;
import org.taskvectors.workspace.undo.Act;

/// The two models of a pair: which ones were chosen, here or in another place, and what their
/// headers say. What is chosen is kept in the workspace. Knows no scene graph; lives on the
/// window's thread.
public final class Sides {
    private static final String BASE = ExtractPair.BASE;
    private static final String TUNED = ExtractPair.TUNED;

    private final AppContext context;
    private final ExtractionCore core;
    private final ReadOnlyObjectWrapper<Side> base =
            new ReadOnlyObjectWrapper<>(this, "base", new Side.Nothing());
    private final ReadOnlyObjectWrapper<Side> tuned =
            new ReadOnlyObjectWrapper<>(this, "tuned", new Side.Nothing());

    Sides(AppContext context, ExtractionCore core) {
        this.context = context;
        this.core = core;
        context.state().addListener((_, before, now) -> follow(before, now));
    }

    public ReadOnlyObjectProperty<Side> baseProperty() {
        return base.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<Side> tunedProperty() {
        return tuned.getReadOnlyProperty();
    }

    /// The library's models that can stand on that side, the likely ones first.
    public List<FileItem> candidates(Role side) {
        return context.state().get().files().stream()
                .filter(item -> item.role() != Role.VECTOR)
                .filter(item -> side == Role.TUNED || item.role() != Role.ADAPTER)
                .sorted(Comparator.comparingInt(item -> item.role() == side ? 0 : 1))
                .toList();
    }

    /// The library's item that lies at `path`.
    Optional<FileItem> item(Path path) {
        return context.state().get().fileAt(path);
    }

    /// What the library calls what lies at `path`; `fallback` where it is not in the library.
    public String name(Path path, String fallback) {
        return context.state().get().fileAt(path).map(FileItem::name).orElse(fallback);
    }

    /// Puts a file or folder on one side. What is not in the library yet goes there too. A
    /// fine-tuned model whose base the library knows brings it along where no base was chosen.
    public void choose(Role side, Path path) {
        addIfNew(path);
        String name = name(path, Shown.whole(String.valueOf(path.getFileName())));
        context.undo()
                .act(
                        Act.of(
                                "Choose " + name + " as the " + word(side),
                                state -> state.withChoice(key(side), path.toString())));
        set(side, path);
    }

    private void addIfNew(Path path) {
        if (context.state().get().fileAt(path).isEmpty()) {
            context.opening().add(List.of(path));
        }
    }

    private static String word(Role side) {
        return side == Role.BASE ? "base" : "fine-tuned model";
    }

    /// Takes what was dropped: on one side, or, two at once, as base and fine-tuned in that order.
    public void dropped(Role side, List<Path> paths) {
        if (paths.size() == 1) {
            choose(side, paths.getFirst());
        } else if (paths.size() > 1) {
            choose(Role.BASE, paths.get(0));
            choose(Role.TUNED, paths.get(1));
        }
    }

    /// Whether anything is on one of the sides.
    public boolean anythingChosen() {
        return base.get().path().isPresent() || tuned.get().path().isPresent();
    }

    public boolean bothChosen() {
        return base.get().path().isPresent() && tuned.get().path().isPresent();
    }

    /// Exchanges the two sides.
    public void swap() {
        Optional<Path> first = base.get().path();
        Optional<Path> second = tuned.get().path();
        if (first.isPresent() && second.isPresent()) {
            context.undo()
                    .act(
                            Act.of(
                                    "Exchange base and fine-tuned",
                                    state ->
                                            state.withChoice(BASE, second.get().toString())
                                                    .withChoice(TUNED, first.get().toString())));
            set(Role.BASE, second.get());
            set(Role.TUNED, first.get());
        }
    }

    /// Whether these two are still what stands on the sides.
    boolean are(Path basePath, Path tunedPath) {
        return base.get().path().equals(Optional.of(basePath))
                && tuned.get().path().equals(Optional.of(tunedPath));
    }

    /// How the pair stands while there is nothing to check.
    PairStatus status() {
        if (base.get() instanceof Side.Failed failed) {
            return PairStatus.refused(failed.reason());
        }
        if (tuned.get() instanceof Side.Failed failed) {
            return PairStatus.refused(failed.reason());
        }
        boolean reading = base.get() instanceof Side.Reading || tuned.get() instanceof Side.Reading;
        return reading ? PairStatus.CHECKING : PairStatus.NOTHING;
    }

    /// Goes back to what a workspace remembers.
    void restore(WorkspaceState state) {
        for (Role side : List.of(Role.BASE, Role.TUNED)) {
            resolve(state, state.choice(key(side), "")).ifPresent(path -> set(side, path));
        }
    }

    /// Fills the sides that are empty where the library leaves one choice. What stands on a side
    /// stays there. That is no act of a person, so it cannot be taken back.
    void fillIfOneChoice() {
        WorkspaceState state = context.workspace().state();
        if (state.choice(TUNED, "").isEmpty()) {
            ExtractPair.only(state)
                    .filter(pair -> fits(pair, state))
                    .ifPresent(pair -> context.workspace().update(pair::in));
        }
    }

    /// Reads what could not be opened once more: it may be there by now, or may be asked for.
    void readFailedAgain() {
        for (Role side : List.of(Role.BASE, Role.TUNED)) {
            if (property(side).get() instanceof Side.Failed failed) {
                set(side, failed.chosen());
            }
        }
    }

    /// Whether a side lies on a hub that was not asked since the program started.
    static boolean isResting(Side side) {
        return side instanceof Side.Failed
                && side.path().flatMap(FarFiles::of).filter(FarFiles::isResting).isPresent();
    }

    /// Lets the hub be asked for a side that rests, because a person said so.
    void askHub(Role side) {
        property(side).get().path().flatMap(FarFiles::of).ifPresent(FarFiles::wake);
        // Both may be of one repository.
        readFailedAgain();
    }

    private boolean fits(ExtractPair pair, WorkspaceState state) {
        String chosen = state.choice(BASE, "");
        return chosen.isEmpty() || resolve(state, chosen).equals(Optional.of(pair.base()));
    }

    private void set(Role side, Path path) {
        property(side).set(new Side.Reading(path));
        Located located = context.state().get().located(path);
        context.background()
                .brief(
                        "Reading " + path.getFileName(),
                        (_, _) -> core.inspectSide(located, side),
                        facts -> arrived(side, path, new Side.Ready(facts)),
                        failure -> arrived(side, path, new Side.Failed(path, Reason.of(failure))));
    }

    private void arrived(Role side, Path path, Side answer) {
        ReadOnlyObjectWrapper<Side> property = property(side);
        if (!property.get().path().equals(Optional.of(path))) {
            return; // Something else was chosen meanwhile.
        }
        property.set(answer);
        if (side == Role.TUNED && answer instanceof Side.Ready) {
            bringBase(path);
        }
    }

    private void bringBase(Path tunedPath) {
        WorkspaceState state = context.state().get();
        if (base.get() instanceof Side.Nothing) {
            state.fileAt(tunedPath)
                    .flatMap(FileItem::base)
                    .flatMap(state::file)
                    .ifPresent(item -> bringBase(item));
        }
    }

    /// Puts the base of a fine-tuned model beside it. That is no act of a person, so it cannot be
    /// taken back by itself.
    private void bringBase(FileItem item) {
        context.workspace().update(state -> state.withChoice(BASE, item.path().toString()));
        set(Role.BASE, item.path());
    }

    /// Takes a pair that another place chose, or that was taken back.
    private void follow(WorkspaceState before, WorkspaceState now) {
        followSide(before, now, Role.BASE);
        followSide(before, now, Role.TUNED);
        followSaid(before, now, Role.BASE);
        followSaid(before, now, Role.TUNED);
        if (now.place().equals(Navigation.EXTRACT) && !before.files().equals(now.files())) {
            fillIfOneChoice();
        }
        if (!before.items().equals(now.items()) && tuned.get() instanceof Side.Ready ready) {
            bringBase(ready.facts().path());
        }
    }

    private void followSide(WorkspaceState before, WorkspaceState now, Role side) {
        String chosen = now.choice(key(side), "");
        if (Objects.equals(before.choice(key(side), ""), chosen)) {
            return;
        }
        if (chosen.isEmpty()) {
            property(side).set(new Side.Nothing());
        } else {
            resolve(now, chosen)
                    .filter(path -> !property(side).get().path().equals(Optional.of(path)))
                    .ifPresent(path -> set(side, path));
        }
    }

    /// Reads a side again of which a person has said something else.
    private void followSaid(WorkspaceState before, WorkspaceState now, Role side) {
        Optional<Path> path = property(side).get().path();
        if (path.isPresent()) {
            Optional<OpenOptions> said = now.fileAt(path.get()).map(FileItem::said);
            Optional<OpenOptions> had = before.fileAt(path.get()).map(FileItem::said);
            if (had.isPresent() && said.isPresent() && !had.equals(said)) {
                set(side, path.get());
            }
        }
    }

    private ReadOnlyObjectWrapper<Side> property(Role side) {
        return side == Role.BASE ? base : tuned;
    }

    private static String key(Role side) {
        return side == Role.BASE ? BASE : TUNED;
    }

    /// The path that a saved choice means: an item of the library by its id, or a path.
    static Optional<Path> resolve(WorkspaceState state, String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return state.file(text)
                    .map(FileItem::path)
                    .or(() -> far(state, text))
                    .or(() -> Optional.of(Path.of(text)));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /// A path on another machine is one of the library's; its text alone means nothing to a disk.
    private static Optional<Path> far(WorkspaceState state, String text) {
        return state.files().stream()
                .map(FileItem::path)
                .filter(path -> FarFiles.isFar(path) && path.toString().equals(text))
                .findFirst();
    }
}
