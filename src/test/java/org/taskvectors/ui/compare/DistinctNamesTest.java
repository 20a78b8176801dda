package org.taskvectors.ui.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;

class DistinctNamesTest {
    @Test
    void aNameThatOnlyOneHasStaysAsItIs() {
        assertThat(
                        DistinctNames.of(
                                List.of(
                                        item("1", "a/sst2", "sst2", Role.VECTOR),
                                        item("2", "a/mnli", "mnli", Role.VECTOR))))
                .containsEntry("1", "sst2")
                .containsEntry("2", "mnli");
    }

    @Test
    void anAdapterAndItsVectorAreToldApartByTheirRoles() {
        assertThat(
                        DistinctNames.of(
                                List.of(
                                        item("1", "a/sst2", "sst2", Role.ADAPTER),
                                        item("2", "a/sst2.pth", "sst2", Role.VECTOR))))
                .containsEntry("1", "sst2 (adapter)")
                .containsEntry("2", "sst2 (vector)");
    }

    @Test
    void twoOfOneRoleAreToldApartByTheirFolders() {
        assertThat(
                        DistinctNames.of(
                                List.of(
                                        item("1", "run1/sst2.pth", "sst2", Role.VECTOR),
                                        item("2", "run2/sst2.pth", "sst2", Role.VECTOR))))
                .containsEntry("1", "sst2 (run1)")
                .containsEntry("2", "sst2 (run2)");
    }

    @Test
    void noTwoNamesAreAlikeWhateverPeopleCallThem() {
        List<FileItem> items =
                List.of(
                        item("1", "run/a.pth", "sst2", Role.VECTOR),
                        item("2", "run/b.pth", "sst2", Role.VECTOR),
                        item("3", "run/c.pth", "sst2 (run)", Role.VECTOR),
                        item("4", "run/d.pth", "sst2 (run) 2", Role.VECTOR));

        assertThat(DistinctNames.of(items).values())
                .doesNotHaveDuplicates()
                .contains("sst2 (run)", "sst2 (run) 2");
    }

    private static FileItem item(String id, String path, String name, Role role) {
        return new FileItem(id, Path.of(path), name, role, Optional.empty(), Optional.empty());
    }
}
