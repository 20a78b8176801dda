package org.taskvectors.checkpoint.naming;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PrefixesTest {

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.of(
                        "model",
                        "module",
                        "base_model",
                        "_orig_mod",
                        "transformer",
                        "bert",
                        "a",
                        "0",
                        "layers",
                        "weight",
                        "",
                        "_fsdp_wrapped_module",
                        "encoder.layer.1")
                .list()
                .ofMinSize(1)
                .ofMaxSize(5)
                .map(parts -> String.join(".", parts));
    }

    @Provide
    Arbitrary<Set<String>> checkpoints() {
        return names().set().ofMinSize(1).ofMaxSize(30);
    }

    @Property
    void strippingTwiceChangesNothing(@ForAll("names") String name) {
        String once = Prefixes.strip(name);

        assertThat(Prefixes.strip(once)).isEqualTo(once);
        assertThat(name.isEmpty() || !once.isEmpty()).isTrue();
    }

    @Property
    void twoTensorsNeverGetOneName(@ForAll("checkpoints") Set<String> names) {
        Map<String, String> stripped = Prefixes.stripAll(names);

        assertThat(stripped.keySet()).isEqualTo(names);
        assertThat(stripped.values()).doesNotHaveDuplicates();
    }

    @Property
    void everyNameIsPlaced(@ForAll("checkpoints") Set<String> names) {
        Naming naming = Naming.of(names, Optional.empty());

        List<String> ids = names.stream().map(name -> naming.place(name).kind().id()).toList();
        assertThat(ids).hasSameSizeAs(names).doesNotContainNull();
    }
}
