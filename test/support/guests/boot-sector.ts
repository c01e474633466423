// Guests of 512 bytes: a boot sector in x86 real mode that draws on the VGA screen within a second of the start.

/** The behaviour of a boot sector. */
export interface BootSector {
  /** Seconds (below 3600) during which the whole screen changes 18 times a second; `Infinity` for no end. Default 0. */
  readonly changing?: number;
  /** The last screen: text on blue, or colour bars in {@link graphicsMode}. Default `text`. */
  readonly screen?: "text" | "graphics";
  /** What follows: nothing, an echo of typed characters, or a power-off. Default `halt`. */
  readonly ending?: "halt" | "echo" | "poweroff";
}

/** The text in the upper left corner of the screen `text`, white on blue. */
export const bootSectorText = "demotool test guest";

/** VGA mode 13h: 20 vertical bars of 16 pixels each, bar i in colour i modulo 16 of VGA's default palette. */
export const graphicsMode = {
  width: 320,
  height: 200,
  barWidth: 16,
  /** RGB of the colours 0 to 15, as QEMU extends the VGA's 6 bits to 8. */
  palette: [
    [0x00, 0x00, 0x00],
    [0x00, 0x00, 0xa8],
    [0x00, 0xa8, 0x00],
    [0x00, 0xa8, 0xa8],
    [0xa8, 0x00, 0x00],
    [0xa8, 0x00, 0xa8],
    [0xa8, 0x57, 0x00],
    [0xa8, 0xa8, 0xa8],
    [0x57, 0x57, 0x57],
    [0x57, 0x57, 0xff],
    [0x57, 0xff, 0x57],
    [0x57, 0xff, 0xff],
    [0xff, 0x57, 0x57],
    [0xff, 0x57, 0xff],
    [0xff, 0xff, 0x57],
    [0xff, 0xff, 0xff],
  ],
} as const;

const loadAddress = 0x7c00;
const sectorSize = 512;
const ticksPerSecond = 18.2065;
/** Address of the BIOS tick counter (low word). */
const tickCounter = word(0x046c);

/** The 512 bytes of a boot sector. */
export function bootSectorBytes({ changing = 0, screen = "text", ending = "halt" }: BootSector = {}): Buffer {
  const code = new Assembler();
  setUp(code);
  if (changing > 0) change(code, changing);
  if (screen === "text") drawText(code);
  else drawBars(code);
  if (ending === "echo") echo(code);
  if (ending === "poweroff") powerOff(code);
  halt(code);
  code.label("text").bytes(...Buffer.from(`${bootSectorText}\0`, "latin1"));
  return code.assemble();
}

function setUp(code: Assembler): void {
  code.bytes(0x31, 0xc0, 0x8e, 0xd8, 0x8e, 0xd0); // xor ax,ax; mov ds,ax; mov ss,ax
  code.bytes(0xbc, ...word(loadAddress), 0xfb, 0xfc); // mov sp,7c00h; sti; cld
  setTextMode(code);
}

function setTextMode(code: Assembler): void {
  code.bytes(0xb8, 0x03, 0x00, 0xcd, 0x10); // mov ax,3; int 10h
  // A blinking cursor would keep the screen changing.
  code.bytes(0xb4, 0x01, 0xb9, 0x07, 0x26, 0xcd, 0x10); // mov ah,1; mov cx,2607h; int 10h
  code.bytes(0xb8, ...word(0xb800), 0x8e, 0xc0); // mov ax,b800h; mov es,ax
}

/** Fills the screen with another character and colour at each BIOS tick. */
function change(code: Assembler, seconds: number): void {
  code.bytes(0x8b, 0x1e, ...tickCounter); // mov bx,[ticks]
  code.label("change").bytes(0xf4, 0xa1, ...tickCounter); // hlt; mov ax,[ticks]
  code.bytes(0x88, 0xc4, 0x0c, 0x01); // mov ah,al; or al,1
  code.bytes(0xb9, ...word(80 * 25), 0x31, 0xff, 0xf3, 0xab); // mov cx,2000; xor di,di; rep stosw
  if (Number.isFinite(seconds)) {
    code.bytes(0xa1, ...tickCounter, 0x29, 0xd8); // mov ax,[ticks]; sub ax,bx
    code.bytes(0x3d, ...word(Math.round(seconds * ticksPerSecond))).jump(0x72, "change"); // cmp ax,…; jb
  } else {
    code.jump(0xeb, "change");
  }
}

function drawText(code: Assembler): void {
  code.bytes(0xb8, 0x20, 0x1f, 0xb9, ...word(80 * 25), 0x31, 0xff, 0xf3, 0xab); // blue screen
  code.bytes(0x31, 0xff, 0xbe).address("text"); // xor di,di; mov si,text
  code.label("character").bytes(0xac, 0x08, 0xc0).jump(0x74, "drawn"); // lodsb; or al,al; jz
  code.bytes(0xab).jump(0xeb, "character"); // stosw
  code.label("drawn");
}

function drawBars(code: Assembler): void {
  code.bytes(0xb8, 0x13, 0x00, 0xcd, 0x10); // mov ax,13h; int 10h
  code.bytes(0xb8, ...word(0xa000), 0x8e, 0xc0, 0x31, 0xff); // mov ax,a000h; mov es,ax; xor di,di
  code.bytes(0xba, ...word(graphicsMode.height)); // mov dx,200
  code.label("row").bytes(0x30, 0xc0); // xor al,al
  code.label("bar").bytes(0xb9, ...word(graphicsMode.barWidth), 0xf3, 0xaa); // mov cx,16; rep stosb
  code.bytes(0xfe, 0xc0, 0x24, 0x0f); // inc al; and al,0fh
  // al wraps at 16, so the end of the row shows in di: a multiple of 320.
  code.bytes(0x50, 0x52, 0x89, 0xf8, 0x31, 0xd2); // push ax; push dx; mov ax,di; xor dx,dx
  code.bytes(0xb9, ...word(graphicsMode.width), 0xf7, 0xf1); // mov cx,320; div cx
  code.bytes(0x85, 0xd2, 0x5a, 0x58).jump(0x75, "bar"); // test dx,dx; pop dx; pop ax; jnz
  code.bytes(0x4a).jump(0x75, "row"); // dec dx; jnz
}

function echo(code: Assembler): void {
  code.label("echo").bytes(0x31, 0xc0, 0xcd, 0x16); // xor ax,ax; int 16h
  code.bytes(0xb4, 0x0e, 0xbb, 0x0f, 0x00, 0xcd, 0x10).jump(0xeb, "echo"); // mov ah,0eh; mov bx,15; int 10h
}

/** ACPI's soft-off through the port where SeaBIOS puts QEMU's PIIX4 and ICH9 power management. */
function powerOff(code: Assembler): void {
  code.bytes(0xba, ...word(0x0604), 0xb8, ...word(0x2000), 0xef); // mov dx,604h; mov ax,2000h; out dx,ax
}

function halt(code: Assembler): void {
  code.label("halt").bytes(0xfa, 0xf4).jump(0xeb, "halt"); // cli; hlt
}

function word(value: number): [number, number] {
  return [value & 0xff, value >> 8];
}

/** Bytes with labels: enough of an assembler for one sector. */
class Assembler {
  readonly #code: number[] = [];
  readonly #labels = new Map<string, number>();
  readonly #patches: (() => void)[] = [];

  bytes(...bytes: number[]): this {
    this.#code.push(...bytes);
    return this;
  }

  label(name: string): this {
    this.#labels.set(name, this.#code.length);
    return this;
  }

  /** A jump with an 8-bit distance. */
  jump(opcode: number, label: string): this {
    const at = this.#code.push(opcode, 0) - 1;
    this.#patches.push(() => {
      const distance = this.#offset(label) - at - 1;
      if (distance < -128 || distance > 127) throw new RangeError(`${label} is too far away`);
      this.#code[at] = distance & 0xff;
    });
    return this;
  }

  /** The 16-bit address of a label. */
  address(label: string): this {
    const at = this.#code.push(0, 0) - 2;
    this.#patches.push(() => this.#code.splice(at, 2, ...word(loadAddress + this.#offset(label))));
    return this;
  }

  assemble(): Buffer {
    for (const patch of this.#patches) patch();
    if (this.#code.length > sectorSize - 2) throw new RangeError("the code does not fit into a sector");
    const sector = Buffer.alloc(sectorSize);
    sector.set(this.#code);
    sector.writeUInt16LE(0xaa55, sectorSize - 2);
    return sector;
  }

  #offset(label: string): number {
    const offset = this.#labels.get(label);
    if (offset === undefined) throw new RangeError(`no label ${label}`);
    return offset;
  }
}
