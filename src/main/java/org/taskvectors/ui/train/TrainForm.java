package org.taskvectors.ui.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.taskvectors.evaluation.DataChoice;
import org.taskvectors.evaluation.data.Tables;
import org.taskvectors.file.Failure;
import org.taskvectors.training.TrainingSettings;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;
import org.taskvectors.workspace.undo.Act;

/// What the next run is asked for, as choices of the workspace that can be taken back. Lives on the
/// window's thread.
public final class TrainForm {
    static final String FORM = "train.form";
    static final String PRESETS = "train.presets";

    private static final int MOST_HELD_OUT = 500;
    private static final List<String> HELD_OUT = List.of("dev", "validation", "valid", "val");

    private final AppContext context;
    private final Supplier<List<DataChoice>> known;
    private final ReadOnlyObjectWrapper<Form> form = new ReadOnlyObjectWrapper<>(Form.FIRST);
    private final ReadOnlyObjectWrapper<List<NamedPreset>> presets =
            new ReadOnlyObjectWrapper<>(List.of());

    /// @param known the files of rows that other places know
    TrainForm(AppContext context, Supplier<List<DataChoice>> known) {
        this.context = context;
        this.known = known;
        follow(context.state().get());
        context.state().addListener((_, _, now) -> follow(now));
    }

    public ReadOnlyObjectProperty<Form> formProperty() {
        return form.getReadOnlyProperty();
    }

    /// The settings that were saved under a name.
    public ReadOnlyObjectProperty<List<NamedPreset>> presetsProperty() {
        return presets.getReadOnlyProperty();
    }

    /// Returns the models of the library that can be a base: bases first.
    public List<FileItem> models() {
        WorkspaceState state = context.state().get();
        return Stream.of(Role.BASE, Role.TUNED).flatMap(r -> state.files(r).stream()).toList();
    }

    /// Returns the vectors of the library that a run can be compared with: those of its base first.
    ///
    /// @param base the id of its base
    public List<FileItem> vectors(String base) {
        List<FileItem> all = new ArrayList<>(context.state().get().vectors());
        all.sort(Comparator.comparing(item -> !item.base().equals(Optional.of(base))));
        return List.copyOf(all);
    }

    /// Returns the files of rows that other places know.
    public List<DataChoice> known() {
        return known.get();
    }

    /// Chooses the only base of the library where none is chosen.
    void fillIfOneChoice() {
        List<FileItem> bases = context.state().get().files(Role.BASE);
        if (form.get().base().isEmpty() && bases.size() == 1) {
            context.workspace()
                    .update(state -> with(state, of(state).withBase(bases.getFirst().id())));
        }
    }

    public void chooseBase(FileItem item) {
        act(
                "Train " + item.name(),
                "",
                // The modules of another model have other names.
                now ->
                        now.base().equals(item.id())
                                ? now
                                : now.withBase(item.id()).withTargets(Set.of()));
    }

    /// Chooses a file of rows. Rows to hold out are found beside it where files are called as they
    /// mostly are, else split off.
    public void takeRows(Path file) {
        takeRows(DataChoice.of("train", file.toAbsolutePath().normalize()));
    }

    /// Chooses a file of rows with what was said of it.
    public void takeRows(DataChoice choice) {
        context.background()
                .brief(
                        "Reading " + RunNames.file(choice.file()),
                        (_, _) -> heldOut(choice.file()),
                        found ->
                                act(
                                        "Train on " + RunNames.file(choice.file()),
                                        "",
                                        now ->
                                                now.withTrain(Optional.of(choice))
                                                        .withRows(
                                                                now.rows()
                                                                        .withHeldOut(
                                                                                found.file()
                                                                                        .map(
                                                                                                one ->
                                                                                                        like(
                                                                                                                choice,
                                                                                                                one)),
                                                                                found.rows()))));
    }

    private static DataChoice like(DataChoice train, Path file) {
        DataChoice other = DataChoice.of("held", file);
        return other.withTask(train.task(), train.wording()).withHints(train.hints());
    }

    /// What is held out unless a person says otherwise.
    private record HeldOut(Optional<Path> file, int rows) {}

    private static HeldOut heldOut(Path train) throws IOException {
        String name = RunNames.file(train).toLowerCase(Locale.ROOT);
        if (name.startsWith("train")) {
            for (String word : HELD_OUT) {
                Path beside = train.resolveSibling(word + name.substring("train".length()));
                if (Files.isRegularFile(beside)) {
                    return new HeldOut(Optional.of(beside), 0);
                }
            }
        }
        try {
            int rows = Tables.read(train).rows().size();
            return new HeldOut(Optional.empty(), Math.min(rows / 10, MOST_HELD_OUT));
        } catch (Failure e) {
            // The card says what is wrong with the file.
            return new HeldOut(Optional.empty(), 0);
        }
    }

    /// Chooses another file of rows that are held out.
    public void holdOut(Path file) {
        change(
                "held-out rows",
                now ->
                        now.withRows(
                                now.rows()
                                        .withHeldOut(
                                                now.train()
                                                        .map(train -> like(train, file))
                                                        .or(
                                                                () ->
                                                                        Optional.of(
                                                                                DataChoice.of(
                                                                                        "held",
                                                                                        file))),
                                                0)));
    }

    /// Changes what was said of the file of rows; what is held out of another file is said alike.
    ///
    /// @param what is changed, for undo: `columns`
    public void changeTrain(String what, UnaryOperator<DataChoice> change) {
        change(
                what,
                now -> {
                    Optional<DataChoice> train = now.train().map(change);
                    Optional<DataChoice> held =
                            now.rows()
                                    .heldOut()
                                    .map(one -> train.map(t -> like(t, one.file())).orElse(one));
                    return now.withTrain(train)
                            .withRows(now.rows().withHeldOut(held, now.rows().heldOutRows()));
                });
    }

    /// Changes the form.
    ///
    /// @param what is changed, for undo: `rank`; changes of the same that follow each other are one
    public void change(String what, UnaryOperator<Form> change) {
        act(what + " of the training", "train." + what, change);
    }

    /// Puts all of it as a run had it.
    public void take(String words, Form all) {
        act(words, "", _ -> all);
    }

    /// Saves the settings under a name; one of that name is replaced.
    public void save(String name) {
        TrainingSettings settings = form.get().settings();
        presets(
                "Save preset " + name,
                "",
                all -> {
                    all.removeIf(one -> one.name().equals(name));
                    all.add(new NamedPreset(name, settings));
                });
    }

    /// Takes the settings that were saved under a name.
    public void choose(NamedPreset preset) {
        act("Preset " + preset.name(), "", now -> now.withSettings(preset.settings()));
    }

    /// Takes the settings that people begin with.
    public void chooseUsual() {
        act("The usual settings", "", now -> now.withSettings(TrainingSettings.usual()));
    }

    /// Takes settings for a model so small that every weight of it can be trained in minutes.
    public void chooseWhole() {
        act(
                "Every weight of a small model",
                "",
                now -> now.withSettings(TrainingSettings.smallWhole()));
    }

    public void delete(NamedPreset preset) {
        presets(
                "Delete preset " + preset.name(),
                "Deleted preset " + preset.name(),
                all -> all.remove(preset));
    }

    private void presets(String words, String said, Consumer<List<NamedPreset>> change) {
        context.undo()
                .act(
                        Act.of(
                                        words,
                                        state -> {
                                            List<NamedPreset> all =
                                                    new ArrayList<>(
                                                            FormJson.presets(
                                                                    state.choice(PRESETS, "")));
                                            change.accept(all);
                                            return state.withChoice(PRESETS, FormJson.presets(all));
                                        })
                                .saying(said));
    }

    private void act(String words, String merge, UnaryOperator<Form> change) {
        context.undo()
                .act(Act.of(words, state -> with(state, change.apply(of(state)))).mergingAs(merge));
    }

    static Form of(WorkspaceState state) {
        return FormJson.read(state.choice(FORM, ""));
    }

    private static WorkspaceState with(WorkspaceState state, Form form) {
        return state.withChoice(FORM, FormJson.write(form));
    }

    /// The base is none where it is no longer in the library, and so is the compared vector.
    private void follow(WorkspaceState state) {
        Form now = of(state);
        Form there =
                state.file(now.base()).filter(item -> !item.role().isVector()).isPresent()
                        ? now
                        : now.withBase("");
        form.set(
                state.file(now.compared()).filter(item -> item.role().isVector()).isPresent()
                        ? there
                        : there.withCompared(""));
        presets.set(List.copyOf(FormJson.presets(state.choice(PRESETS, ""))));
    }
}
