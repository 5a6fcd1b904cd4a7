import { drawColumn } from './column';
import { drawDonut } from './donut';
import type { Drawing, Scene } from './drawing';
import { drawHeat } from './heat';
import { drawTime } from './time';

/** The drawing of a panel whose form is drawn on a canvas; null if its table does not have what the form needs. */
export function draw(scene: Scene): Drawing | null {
  switch (scene.panel.form) {
    case 'line':
    case 'area':
      return drawTime(scene);
    case 'column':
      return drawColumn(scene);
    case 'donut':
      return drawDonut(scene);
    case 'heatmap':
      return drawHeat(scene);
    default:
      return null;
  }
}
