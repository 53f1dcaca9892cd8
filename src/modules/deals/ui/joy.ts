"use client";
// A second of paper confetti when a deal is won; nothing moves for whoever asked for less motion.
const pieces = 70;
const colours = ["#147b98", "#d97706", "#1a7043", "#a3224f", "#5a3fb0"];

export function celebrate(): void {
  if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const stage = document.createElement("div");
  stage.setAttribute("aria-hidden", "true");
  Object.assign(stage.style, {
    position: "fixed",
    inset: "0",
    overflow: "hidden",
    pointerEvents: "none",
    zIndex: "1000",
  });
  document.body.append(stage);
  const animations = Array.from({ length: pieces }, (_, at) => {
    const piece = document.createElement("i");
    const size = 6 + Math.random() * 6;
    Object.assign(piece.style, {
      position: "absolute",
      left: "50%",
      top: "38%",
      width: `${size}px`,
      height: `${size * 0.6}px`,
      borderRadius: "1px",
      background: colours[at % colours.length],
    });
    stage.append(piece);
    const angle = Math.random() * Math.PI * 2;
    const reach = 140 + Math.random() * 320;
    const [x, y] = [Math.cos(angle) * reach, Math.sin(angle) * reach * 0.7];
    return piece.animate(
      [
        { transform: "translate(0, 0) rotate(0)", opacity: 1 },
        {
          transform: `translate(${x}px, ${y - 60}px) rotate(${Math.random() * 540}deg)`,
          opacity: 1,
          offset: 0.6,
        },
        { transform: `translate(${x * 1.1}px, ${y + 220}px) rotate(${Math.random() * 900}deg)`, opacity: 0 },
      ],
      { duration: 1100 + Math.random() * 500, easing: "cubic-bezier(0.15, 0.7, 0.4, 1)", fill: "forwards" },
    ).finished;
  });
  void Promise.allSettled(animations).then(() => stage.remove());
}
