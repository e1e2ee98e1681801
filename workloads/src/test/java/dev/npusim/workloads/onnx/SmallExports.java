package dev.npusim.workloads.onnx;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Models of all sorts, small enough to be computed, weights included. */
final class SmallExports {
  private SmallExports() {}

  static List<ExportedModel> all() {
    String ids = "batch=2,sequence=5";
    String image = "batch=1";
    return List.of(
        vision("resnet", 13, to -> to.resnet("batch", 32, new int[] {1, 2}, 4, 10)),
        vision("mobilenet_v3", 13, to -> to.mobilenetV3Small("batch", 32, 10)),
        vision("efficientnet", 17, to -> to.efficientnetB0("batch", 32, 10)),
        vision(
            "convnext", 13, to -> to.convnext("batch", 32, new int[] {1, 1}, new int[] {4, 8}, 9)),
        vision(
            "convnext", 17, to -> to.convnext("batch", 32, new int[] {1, 1}, new int[] {4, 8}, 9)),
        text("bert", 13, ids, to -> to.bert(16, 4, 12)),
        text("bert", 17, ids, to -> to.bert(16, 4, 12)),
        text("distilbert", 14, ids, to -> to.distilbert(16, 12)),
        text("gpt2", 11, ids, to -> to.gpt2(16)),
        text("gpt2", 20, ids, to -> to.gpt2(16)),
        text("gpt2", 13, ids, to -> to.gpt2(16)),
        text("gptj", 13, ids, to -> to.gptj(16, 4)),
        text("gptj_whole", 17, ids, to -> to.gptj(16, 8)),
        text("neox", 13, ids, to -> to.neox(16, 4)),
        text("neox_whole", 13, ids, to -> to.neox(16, 8)),
        text("bloom", 13, ids, TextExports::bloom),
        text("falcon", 13, ids, to -> to.falcon(16)),
        text("llama", 18, "batch=2,sequence=3,past_sequence=4", to -> to.llama(4, 24)),
        text("llama", 14, "batch=2,sequence=3,past_sequence=4", to -> to.llama(1, 24)),
        text("llama_decode", 17, "batch=1,sequence=1,past_sequence=4", to -> to.llama(2, 24)),
        text("t5", 13, ids, to -> to.t5(24, 32)),
        image("unet", 14, "batch=2,height=8,width=4,words=3", ImageExports::unet),
        image("unet", 17, "batch=1,height=8,width=8,words=3", ImageExports::unet),
        other("whisper", 14, ids, SpeechAndImageTextExports::whisper),
        other("clip", 14, ids, SpeechAndImageTextExports::clip),
        other("phi3", 14, ids, SpeechAndImageTextExports::phi3),
        other("lstm", 14, ids, SpeechAndImageTextExports::lstm),
        image("swin", 13, image, ImageExports::swin),
        image("yolo", 11, image, ImageExports::yolo),
        image("yolo", 18, image, ImageExports::yolo),
        image("unet", 11, "batch=1,height=8,width=8,words=3", ImageExports::unet),
        image("yolo", 13, image, ImageExports::yolo),
        image("channels_last", 13, image, ImageExports::channelsLast),
        image("segmenter", 13, "batch=2,height=16,width=8", ImageExports::segmenter));
  }

  private static ExportedModel vision(String name, int opset, Consumer<VisionExports> model) {
    TorchScript to = new TorchScript(opset);
    model.accept(new VisionExports(to));
    return of(name, "batch=2", to);
  }

  private static ExportedModel text(
      String name, int opset, String dims, Consumer<TextExports> model) {
    TorchScript to = new TorchScript(opset);
    model.accept(new TextExports(to, 2, 2 * (name.matches("llama.*|falcon") ? 2 : 1), 16, 6));
    return of(name, dims, to);
  }

  private static ExportedModel other(
      String name, int opset, String dims, Consumer<SpeechAndImageTextExports> model) {
    TorchScript to = new TorchScript(opset);
    model.accept(new SpeechAndImageTextExports(to));
    return of(name, dims, to);
  }

  private static ExportedModel image(
      String name, int opset, String dims, Consumer<ImageExports> model) {
    TorchScript to = new TorchScript(opset);
    model.accept(new ImageExports(to));
    return of(name, dims, to);
  }

  private static ExportedModel of(String name, String dims, TorchScript to) {
    Map<String, String> given = new HashMap<>();
    boolean open = to.model().toString().contains("dim_param");
    for (String dim : open ? dims.split(",") : new String[0]) {
      given.put(dim.split("=")[0], dim.split("=")[1]);
    }
    return new ExportedModel(name + " in operator set " + to.opset(), to.model(), given);
  }
}
