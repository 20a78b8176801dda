package org.taskvectors.ui.library;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.ui.shell.Navigation;
import org.taskvectors.workspace.Item;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;

/// The library: cards, which of them are shown, which one is chosen, whether its files are still
/// where they were.
public final class LibraryModel {
    /// Which cards are shown.
    public enum Filter {
        ALL("All"),
        BASE("Base"),
        TUNED("Fine-tuned"),
        VECTORS("Vectors");

        private final String label;

        Filter(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }

        boolean shows(Item item) {
            return switch (this) {
                case ALL -> true;
                case BASE -> item.role() == Role.BASE;
                case TUNED -> item.role() == Role.TUNED;
                case VECTORS -> item.role() == Role.VECTOR;
            };
        }
    }

    private final AppContext context;
    private final Opener opener;
    private final SampleModel sample;
    private final ObservableList<CardData> cards = FXCollections.observableArrayList();
    private final ObjectProperty<Filter> filter =
            new SimpleObjectProperty<>(this, "filter", Filter.ALL);
    private final ReadOnlyObjectWrapper<Optional<Item>> selected =
            new ReadOnlyObjectWrapper<>(this, "selected", Optional.empty());
    private Map<Path, Boolean> present = Map.of();

    public LibraryModel(AppContext context, Opener opener, SampleModel sample) {
        this.context = context;
        this.opener = opener;
        this.sample = sample;
        context.state().addListener((_, before, now) -> changed(before, now));
        filter.addListener((_, _, _) -> fill());
        fill();
    }

    public ObservableList<CardData> cards() {
        return cards;
    }

    public ObjectProperty<Filter> filterProperty() {
        return filter;
    }

    /// The item whose tensors are shown.
    public ReadOnlyObjectProperty<Optional<Item>> selectedProperty() {
        return selected.getReadOnlyProperty();
    }

    public WorkspaceState state() {
        return context.state().get();
    }

    public boolean isEmpty() {
        return state().items().isEmpty();
    }

    public SampleModel sample() {
        return sample;
    }

    /// How many items there are, for the filter's first segment.
    public int count() {
        return state().items().size();
    }

    public void select(Optional<String> id) {
        context.workspace().update(state -> state.withChoice(Opener.SELECTED, id.orElse("")));
    }

    public void openFiles() {
        context.opening().open(context.dialogs().openFiles("Open checkpoints"));
    }

    public void openFolder() {
        context.dialogs()
                .openFolder("Open a model's folder")
                .ifPresent(folder -> context.opening().open(List.of(folder)));
    }

    public void open(Path path) {
        context.opening().open(List.of(path));
    }

    public void openSample() {
        sample.open();
    }

    /// What was opened lately and is not in the library now.
    public List<Path> recent() {
        WorkspaceState state = state();
        return state.recent().stream().filter(path -> state.itemAt(path).isEmpty()).toList();
    }

    public void rename(String id, String name) {
        if (!name.isBlank()) {
            change(id, item -> item.withName(name.strip()));
        }
    }

    /// A base has no base; whoever has another role keeps it.
    public void setRole(String id, Role role) {
        change(
                id,
                item ->
                        role == Role.BASE
                                ? item.withRole(role).withBase(Optional.empty())
                                : item.withRole(role));
    }

    public void setBase(String id, Optional<String> base) {
        change(id, item -> item.withBase(base));
    }

    /// Takes it out of the workspace; its files stay.
    public void remove(String id) {
        context.workspace().update(state -> state.without(id));
    }

    /// Asks where a moved folder or file is now.
    public void find(String id) {
        Optional<Item> item = state().item(id);
        if (item.isEmpty()) {
            return;
        }
        boolean wasFile = item.get().path().toString().endsWith(".safetensors");
        String title = "Where is " + item.get().name() + " now?";
        Optional<Path> found =
                wasFile
                        ? context.dialogs().openFiles(title).stream().findFirst()
                        : context.dialogs().openFolder(title);
        found.ifPresent(path -> opener.find(id, path));
    }

    /// Ticks a vector and shows it beside the others.
    public void compare(String id) {
        context.workspace().update(state -> state.withTicked(id, true));
        context.navigation().go(Navigation.COMPARE);
    }

    /// Looks whether the files are still there; told when the place or the window comes to the
    /// front.
    public void checkPresence() {
        List<Path> paths = state().items().stream().map(Item::path).toList();
        if (paths.isEmpty()) {
            return;
        }
        context.background()
                .brief(
                        "Looking for moved files",
                        (_, _) -> {
                            Map<Path, Boolean> found = new LinkedHashMap<>();
                            paths.forEach(path -> found.put(path, Files.exists(path)));
                            return found;
                        },
                        found -> {
                            if (!found.equals(present)) {
                                present = found;
                                fill();
                            }
                        });
    }

    private void change(String id, java.util.function.UnaryOperator<Item> change) {
        context.workspace().update(state -> state.changing(id, change));
    }

    private void changed(WorkspaceState before, WorkspaceState now) {
        if (!before.items().equals(now.items())) {
            checkPresence();
            fill();
        } else if (!before.choices().equals(now.choices())) {
            choose(now);
        }
    }

    private void fill() {
        WorkspaceState state = state();
        cards.setAll(
                state.items().stream()
                        .filter(filter.get()::shows)
                        .map(
                                item ->
                                        CardData.of(
                                                item,
                                                state,
                                                present.getOrDefault(item.path(), true)))
                        .toList());
        choose(state);
    }

    private void choose(WorkspaceState state) {
        selected.set(state.item(state.choice(Opener.SELECTED, "")));
    }
}
