package org.taskvectors.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.ContentId;
import org.taskvectors.checkpoint.Edited;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.Reach;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.file.PathReader;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.Progress;

/// A recipe as an item of the library.
class RecipeItemsTest {
    private static final Path FLOAT =
            Path.of("src/test/resources/golden/merge/recipe/float32").toAbsolutePath();

    @TempDir private Path folder;

    private static FileItem item(String id, Path path, Role role) {
        return new FileItem(id, path, id, role, Optional.empty(), Optional.empty());
    }

    private Path recipe(Path models) throws IOException {
        return Files.writeString(
                folder.resolve("ties.yml"),
                """
                merge_method: ties
                base_model: $/base
                models: [{model: $/one, parameters: {weight: 1, density: 0.5}}]
                """
                        .replace("$", models.toString()));
    }

    private WorkspaceState state(Role role) throws IOException {
        WorkspaceState state = WorkspaceState.EMPTY.withName("w");
        for (String name : List.of("base", "one")) {
            state = state.withItem(item(name, FLOAT.resolve(name), Role.BASE));
        }
        return state.withItem(item("recipe", recipe(FLOAT), role));
    }

    @Test
    void itIsWhatItsRoleSaysAndMayNameWhatTheLibraryHas() throws IOException {
        WorkspaceState state = state(Role.VECTOR);
        FileItem item = state.file("recipe").orElseThrow();
        try (Checkpoint vector = state.located(item).open()) {
            assertThat(vector).isInstanceOf(Vector.class);
            Facts facts = Describe.facts(vector, Describe.provenance(vector));
            assertThat(facts.namedBase()).isEqualTo("base");
            assertThat(Describe.role(facts, "ties", true, state)).isEqualTo(Role.VECTOR);
            assertThat(Pairing.isCalled(state.file("base").orElseThrow(), facts.namedBase()))
                    .isTrue();
        }
        WorkspaceState asModel = state.changing("recipe", one -> one.withRole(Role.TUNED));
        try (Checkpoint model = asModel.located(asModel.file("recipe").orElseThrow()).open()) {
            assertThat(model).isInstanceOf(Edited.class).isNotInstanceOf(Vector.class);
        }
        // Another file is opened as it was.
        assertThat(state.said(state.file("one").orElseThrow())).isEqualTo(OpenOptions.NONE);
    }

    @Test
    void aWorkspaceKeepsIt() throws IOException {
        WorkspaceState state =
                state(Role.TUNED)
                        .changing(
                                "recipe",
                                one ->
                                        one.withSaid(
                                                OpenOptions.NONE.withReach(
                                                        Reach.of(List.of(folder, FLOAT)))));
        Path file = folder.resolve("workspace.json");
        String text = WorkspaceJson.write(state, new PortablePaths(folder));
        WorkspaceState read = WorkspaceJson.read(file, text, PathReader.ofDisks());
        assertThat(read.file("recipe")).isEqualTo(state.file("recipe"));
        assertThat(text).contains("\"ties.yml\"");
        try (Checkpoint model = read.located(read.file("recipe").orElseThrow()).open()) {
            assertThat(model).isInstanceOf(Edited.class);
        }
    }

    private void copy(String name, Path to) throws IOException {
        Files.createDirectories(to.resolve(name));
        for (String part : List.of("config.json", "model.safetensors")) {
            Files.copy(FLOAT.resolve(name).resolve(part), to.resolve(name).resolve(part));
        }
    }

    @Test
    void whatItIsMadeOfIsLookedAtToo() throws Exception {
        Path models = folder.resolve("models");
        copy("base", models);
        copy("one", models);
        Path recipe =
                Files.writeString(
                        models.resolve("r.yml"),
                        """
                        merge_method: ties
                        base_model: ./base
                        models: [{model: ./one, parameters: {weight: 1, density: 0.5}}]
                        """);
        FileItem item = item("recipe", recipe, Role.VECTOR);
        Presence.There there = (Presence.There) Presence.of(item, Optional.empty());
        assertThat(there.files())
                .containsExactly(
                        models.resolve("base/model.safetensors"),
                        models.resolve("one/model.safetensors"),
                        recipe);
        FileItem known = item.withContent(Optional.of(there.content()));

        // Moved as a whole it is found again.
        Path moved = folder.resolve("moved");
        Files.move(models, moved);
        assertThat(Presence.of(known, Optional.of(there)).isMissing()).isTrue();
        MovedFiles.Found found =
                MovedFiles.search(
                        folder,
                        List.of(known),
                        Set.of(),
                        MovedFiles.Limits.NEARBY,
                        new Progress(),
                        new Cancellation());
        assertThat(found.places()).containsEntry("recipe", moved.resolve("r.yml"));

        // A model that is gone is named.
        FileItem there2 = known.withPath(moved.resolve("r.yml"));
        Files.move(moved.resolve("one"), moved.resolve("elsewhere"));
        assertThat(Presence.of(there2, Optional.empty()))
                .isEqualTo(new Presence.Unreadable("its model './one' is not there"));
        Files.move(moved.resolve("elsewhere"), moved.resolve("one"));

        // Another text is another merge.
        Files.writeString(
                moved.resolve("r.yml"),
                Files.readString(moved.resolve("r.yml")).replace("0.5", "0.25"));
        assertThat(Presence.of(there2, Optional.empty())).isInstanceOf(Presence.Other.class);
        assertThat(there.content()).isInstanceOf(ContentId.class);
    }
}
