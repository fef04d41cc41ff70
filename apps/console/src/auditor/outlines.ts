/**
 * Outlines of the three regions, drawn from memory of the shape with a few dozen points each: to recognise them by, not to
 * measure or to tell where a boundary runs. Degrees of longitude and latitude. Hebei lies under the other two.
 */
export const OUTLINES: readonly { region: string; points: readonly (readonly [number, number])[] }[] = [
  {
    region: '130000',
    points: [
      [114.0, 40.75],
      [114.3, 41.1],
      [113.95, 41.35],
      [114.2, 41.8],
      [114.9, 42.1],
      [115.5, 41.9],
      [116.0, 41.9],
      [116.8, 42.0],
      [116.9, 42.4],
      [117.4, 42.55],
      [118.0, 42.4],
      [118.3, 42.0],
      [118.3, 41.75],
      [119.2, 41.3],
      [118.95, 40.85],
      [119.3, 40.55],
      [119.6, 40.4],
      [119.85, 40.0],
      [119.5, 39.8],
      [119.3, 39.4],
      [118.95, 39.15],
      [118.5, 39.0],
      [118.05, 39.2],
      [117.75, 39.0],
      [117.6, 38.65],
      [117.85, 38.3],
      [117.45, 37.85],
      [116.8, 37.85],
      [116.3, 37.6],
      [115.95, 37.35],
      [115.7, 36.85],
      [115.3, 36.55],
      [115.45, 36.15],
      [114.9, 36.1],
      [114.3, 36.25],
      [113.75, 36.35],
      [113.5, 36.75],
      [113.8, 37.15],
      [114.1, 37.6],
      [113.6, 38.0],
      [113.55, 38.5],
      [113.85, 38.95],
      [114.4, 39.15],
      [114.5, 39.55],
      [113.95, 40.05],
    ],
  },
  {
    region: '110000',
    points: [
      [115.45, 39.8],
      [115.6, 39.6],
      [116.1, 39.5],
      [116.45, 39.5],
      [116.75, 39.6],
      [116.9, 39.75],
      [116.8, 39.95],
      [117.2, 40.1],
      [117.35, 40.25],
      [117.2, 40.5],
      [117.5, 40.65],
      [117.2, 40.75],
      [116.95, 40.75],
      [116.6, 41.05],
      [116.35, 40.9],
      [116.4, 40.75],
      [116.1, 40.65],
      [115.85, 40.55],
      [115.8, 40.15],
      [115.5, 40.05],
    ],
  },
  {
    region: '120000',
    points: [
      [117.2, 40.1],
      [117.35, 40.25],
      [117.75, 40.15],
      [117.85, 39.95],
      [117.6, 39.65],
      [117.9, 39.6],
      [118.05, 39.2],
      [117.75, 39.0],
      [117.6, 38.65],
      [117.25, 38.55],
      [116.75, 38.75],
      [116.85, 39.15],
      [116.85, 39.4],
      [117.15, 39.6],
      [117.1, 39.85],
    ],
  },
];

export interface Point {
  x: number;
  y: number;
}

const WEST = 113.3;
const NORTH = 42.7;
/** At 39 degrees north a degree of longitude is that much shorter than one of latitude. */
const SHORTER = 0.777;
const SCALE = 68;

export const MAP_WIDTH = 480;
export const MAP_HEIGHT = 470;

export const project = ([longitude, latitude]: readonly [number, number]): Point => ({
  x: Math.round((longitude - WEST) * SHORTER * SCALE + 50),
  y: Math.round((NORTH - latitude) * SCALE),
});

/** Where arrows end, and on which side of it the name stands: away from the other regions. */
export const PLACES: Readonly<Record<string, Point & { above: boolean }>> = {
  '110000': { ...project([116.35, 40.15]), above: true },
  '120000': { ...project([117.35, 39.1]), above: false },
  '130000': { ...project([115.3, 38.2]), above: false },
};
