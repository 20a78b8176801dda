package org.taskvectors.merge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.checkpoint.About;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.file.Failure;

/// How ingredients of a merge are put together of models' layers.
///
/// @param models where the models lie
/// @param base what the base is put together of; empty if there is none
/// @param ingredients what each ingredient is put together of
/// @param layers how many layers the result has
public record Stacking(
        List<Located> models, Optional<Stack> base, List<Stack> ingredients, int layers) {
    public Stacking {
        models = List.copyOf(models);
        ingredients = List.copyOf(ingredients);
    }

    /// @param like the index of the model whose configuration and companions it has
    /// @param pieces where each tensor comes from, by its name in the result, in the result's order
    public record Stack(int like, Map<String, Piece> pieces) {
        public Stack {
            pieces = new LinkedHashMap<>(pieces);
        }

        Checkpoint of(List<Checkpoint> models) {
            Map<String, Ingredient> found = new LinkedHashMap<>();
            pieces.forEach(
                    (name, piece) -> {
                        Checkpoint model = models.get(piece.model());
                        found.put(
                                name,
                                new Ingredient(model, model.tensor(piece.tensor()).orElseThrow()));
                    });
            Checkpoint first = models.get(like);
            List<Checkpoint> used =
                    pieces.values().stream().map(Piece::model).distinct().map(models::get).toList();
            return new StackedModel(
                    found,
                    About.computed(
                                    "layers of "
                                            + String.join(
                                                    ", ",
                                                    used.stream().map(Checkpoint::name).toList()),
                                    "stacked layers",
                                    used.stream()
                                            .flatMap(m -> m.about().weightFiles().stream())
                                            .distinct()
                                            .toList())
                            .withModel(first.about()));
        }
    }

    /// @param model the index of the model
    /// @param tensor the stored name in it
    public record Piece(int model, String tensor) {}

    /// Opens the models; reads headers only. The caller closes those that were opened.
    List<Checkpoint> open(List<Checkpoint> opened) throws Failure {
        List<Checkpoint> all = new ArrayList<>();
        for (Located model : models) {
            Checkpoint one = model.open();
            opened.add(one);
            all.add(one);
        }
        return all;
    }
}
