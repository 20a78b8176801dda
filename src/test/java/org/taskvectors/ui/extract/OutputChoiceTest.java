package org.taskvectors.ui.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputChoiceTest {
    @ParameterizedTest
    @CsvSource({
        "runs/sst2/model, base sst-2 full, base-sst-2-full",
        "runs/sst2/model, model, model",
        "runs/sst2/model, , model",
        "models/mnli, something else, mnli",
        "models/model.safetensors, tuned.safetensors, tuned",
        "models/mnli.safetensors, tuned, mnli-vector",
        "hub/models--org--sst2/snapshots/0123456789abcdef0123456789abcdef01234567, base, sst2"
    })
    void aModelThatIsCalledModelGivesItsCardsName(String tuned, String card, String wanted) {
        OutputChoice choice = new OutputChoice();
        choice.suggest(Path.of(tuned), Optional.ofNullable(card));
        assertThat(choice.nameProperty().get()).isEqualTo(wanted);
    }
}
