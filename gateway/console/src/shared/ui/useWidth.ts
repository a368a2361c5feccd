import { useEffect, useRef, useState, type RefObject } from 'react';

/** The size of an element in pixels, followed as it changes; 0 before the first look. */
export function useSize<T extends HTMLElement>(): [RefObject<T | null>, { width: number; height: number }] {
  const ref = useRef<T>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const look = () =>
      setSize((old) =>
        old.width === element.clientWidth && old.height === element.clientHeight
          ? old
          : { width: element.clientWidth, height: element.clientHeight },
      );
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, size];
}

/** The width alone. */
export function useWidth<T extends HTMLElement>(): [RefObject<T | null>, number] {
  const [ref, { width }] = useSize<T>();
  return [ref, width];
}
