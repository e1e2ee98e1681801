package dev.npusim.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may use whom. */
@AnalyzeClasses(packages = "dev.npusim", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule modules =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("dev.npusim..")
          .layer("ir")
          .definedBy("dev.npusim.ir..")
          .layer("workloads")
          .definedBy("dev.npusim.workloads..")
          .layer("npu-model")
          .definedBy("dev.npusim.npu..")
          .layer("mapper")
          .definedBy("dev.npusim.mapper..")
          .layer("viz")
          .definedBy("dev.npusim.viz..")
          .layer("cli")
          .definedBy("dev.npusim.cli..")
          .whereLayer("ir")
          .mayNotAccessAnyLayer()
          .whereLayer("workloads")
          .mayOnlyAccessLayers("ir")
          .whereLayer("npu-model")
          .mayOnlyAccessLayers("ir")
          .whereLayer("mapper")
          .mayOnlyAccessLayers("ir", "npu-model")
          .whereLayer("viz")
          .mayOnlyAccessLayers("ir", "npu-model", "mapper")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer();

  /** Otherwise a wrong formula would confirm itself. The result records are what is checked. */
  @ArchTest
  static final ArchRule checkerHasFormulasOfItsOwn =
      noClasses()
          .that()
          .resideInAPackage("dev.npusim.npu.check..")
          .should()
          .dependOnClassesThat(
              com.tngtech.archunit.base.DescribedPredicate.describe(
                  "are cost formulas, the model of DRAM or the simulator",
                  type ->
                      (type.getPackageName().startsWith("dev.npusim.npu.cost") && !type.isRecord())
                          || (type.getPackageName().startsWith("dev.npusim.npu.dram")
                              && !type.getSimpleName().equals("DramPart")
                              && !type.getSimpleName().equals("DramTimings"))
                          || type.getName().equals("dev.npusim.npu.simulate.Simulator")
                          || (type.getPackageName().equals("dev.npusim.npu.simulate")
                              && !type.isRecord()
                              && !type.isEnum())));

  @ArchTest
  static final ArchRule onlyTheCommandLineEndsTheProcess =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.npusim.cli..")
          .should()
          .callMethod(System.class, "exit", int.class)
          .orShould()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");

  /** What it computes is no figure of merit: it is there to hold importers and rewrites against. */
  @ArchTest
  static final ArchRule onlyWorkloadsComputeNumbers =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.npusim.ir.reference..", "dev.npusim.workloads..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.npusim.ir.reference..");

  @ArchTest
  static final ArchRule modulesHaveNoCycles =
      slices().matching("dev.npusim.(*)..").should().beFreeOfCycles();
}
