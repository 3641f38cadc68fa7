"""More words for the families, beside those at each drawing function. None of them is a word of the tests."""

_LINES = """
plasma: psychedelic plasma | color plasma | melting colors | liquid light show | blobs of flowing color | fluid color gradient
organic flow: fluid motion | flowing fibers | streaming strands | silky flow | liquid motion | hair-like flow | organic growth | wind currents | curl noise | flowing forms
silk ribbons: smooth fabric | flowing cloth | curtains | velvet drapery | wavy fabric | shiny silk | soft folds of fabric
smooth gradient: soft gradient | fading colors | color wash | ambient glow | plain color fade | gradient
metaballs: slime | blobs | gooey liquid | liquid bubbles | merging droplets | jelly blobs | droplets of slime
lava lamp: rising wax bubbles | seventies lava lamp | glowing blobs rising | retro liquid lamp | wax lamp
psychedelic swirls: trippy art | acid trip | hallucination | swirling colors | groovy swirls | hippie art | psychedelia | warped rainbow swirls
tie dye: dyed shirt | spiral dyed cotton | rainbow tie dye | hippie fabric | batik
reaction diffusion: coral pattern | maze-like organic pattern | turing spots | fingerprint | brain pattern | organic labyrinth | animal skin spots and stripes
cells: tissue under a microscope | microscopic cells | living cells | bacteria | biology cells | cell structure | amoebas
liquid metal: flowing metal | mirror liquid | silver liquid | chrome | melted metal | terminator metal | metallic waves
iridescent: oil slick | holographic film | rainbow sheen | pearlescent surface | mother of pearl | opal | soap bubble surface
acrylic pour: poured paint | marbled paint | fluid painting | marbled ink | swirling paint | liquid marble
warped noise: alien skin | organic relief | rough organic surface | twisted texture | bumpy organic texture | warped clouds
particles: dots floating in space | dust particles | swarm of dots | sparkling dust | fireflies | glowing specks | floating dust in the light
strange attractor: chaos curves | mathematical orbits | wispy fractal curves | attractor | fine tangled lines | fractal flame
magnetic field: force field | magnet lines | electric field lines | curved lines between two poles | magnetism
abstract painting: modern painting | abstract canvas | expressive abstract art | bold brush shapes | contemporary abstract painting | kandinsky style
ink blots: symmetrical black blot | psychological ink test | mirrored ink stain | ink stain
camouflage: army pattern | military pattern | hunting camo | camouflage fabric | soldier uniform pattern
topographic map: map contours | terrain map | height lines | mountain map | elevation map | landscape contour lines
tiger stripes: tiger | orange and black stripes | tiger pattern | big cat stripes | tiger hide | wild cat fur
zebra: zebra pattern | black and white animal stripes | zebra fur | zebra coat
leopard: leopard | cheetah spots | leopard fur | jaguar print | spotted animal print | wild cat spots | panther spots
giraffe: giraffe | giraffe coat | brown patches on cream | giraffe hide | safari animal pattern
cow print: cow | cow hide | dalmatian | black spots on white | cow skin | dairy cow pattern
scales: lizard skin | crocodile skin | dragon skin | fish skin | overlapping scales | armor scales | snake scales
feathers: feather | plumes | bird wings | colorful feathers | parrot feathers | quill feathers | bird plumage
peacock feathers: peacock fan | feathers with eyes | peacock pattern | exotic bird tail
butterfly: insect wings | flying butterflies | butterfly swarm | moths | colorful wings
fish: aquarium | clownfish | fish swimming | reef fish | sea fish | shoal of fish
eye: eyes | staring eye | watching eye | big eye | the eye of providence | looking eyes | eye close up
spider web: spider's web | web | spider silk | sticky web | halloween web
skull: skeleton head | bones | skeleton | day of the dead | pirate skull | scary skull | dead head
snakes: python | cobra | reptile | rattlesnake | twisting snake | snake coils
fur: furry texture | hair | bear fur | plush | fuzzy hair | soft animal coat
flames: fire flames | burning flames | hot fire | flame | hellfire | hell | wildfire | orange flames | fiery blaze of heat | everything is burning
campfire: candle | candles | torch | small fire | lit candle | camp fire at night | burning torch | fireplace | match flame
embers: sparks flying | glowing ashes | burning sparks | hot ash | fire dust | ember particles
lava: magma cracks | molten rock | volcanic rock | hot lava | glowing cracks | burning ground | liquid rock
volcano: volcano eruption | exploding volcano | lava mountain | erupting mountain | volcanic mountain
smoke: cigarette smoke | incense smoke | smoky swirls | smoke clouds | white smoke | smoke on black | steam
fog: foggy mountains | misty hills | misty valley | foggy landscape | layers of mist | hazy mountains
lightning: thunder | storm | electric storm | bolt of lightning | thunder and lightning | electricity | lightning in the sky | high voltage
plasma ball: electric ball | lightning ball | plasma lamp | electric sphere | ball of electricity | tesla ball
frost: frozen glass | ice pattern | icy crystals | winter frost | frozen crystals | ice flowers
cracked ice: frozen water | broken ice | ice cracks | icy surface | sheet of ice | frozen river
snowflakes: snowflake | ice crystal stars | snow | christmas snowflakes | winter pattern
snowfall: snow falling | winter snow | snow storm | snowy night | snowy sky | falling snow at night
rain: raining | rain drops | rainy weather | storm rain | pouring rain | rainy night | monsoon
raindrops on glass: water drops | drops | wet glass | droplets on glass | rainy window | water beads | dew
tornado: hurricane | cyclone | storm vortex | whirling storm | wind funnel | destructive wind
explosion: bomb | bomb blast | big bang | supernova | exploding | nuclear explosion | burst of fire
colored smoke: smoke bombs | color clouds | clouds of color | color explosion | powder paint explosion | rainbow smoke
waves: wave pattern | curvy lines | wavy pattern | ripple lines | wobbly lines | curved stripes
stripes: stripe pattern | diagonal stripes | vertical stripes | horizontal stripes | line pattern | striped
zigzag: zig zag | chevron | zigzag stripes | jagged lines | pointed waves | herringbone
checkerboard: checkers board | chess | checker pattern | black and white squares | squares pattern | ska pattern
polka dots: dot pattern | spots | circles pattern | round dots | dotted fabric | polka dot dress
halftone: comic dots | pop art | print dots | newspaper dots | retro comic pattern | roy lichtenstein dots
concentric circles: target | circles | ripple circles | rings around a center | dartboard | radiating circles
concentric squares: square spiral | nested boxes | infinite squares | square frames
spiral: spirals | swirling vortex | hypnotic swirl | spinning spiral | snail shell spiral | swirl pattern | whirl
starburst: sunburst | sunbeams | burst of rays | rays | radial stripes | rising sun rays | radiating lines
kaleidoscope: kaleidoscopic | mirror pattern | symmetric colorful pattern | kaleidoscope view | kaleidoscopic flower | fractal kaleidoscope
mandala: mandalas | meditation symbol | round symmetrical ornament | indian ornament | yoga mandala | buddhist circle | henna pattern
flower of life: seed of life | sacred circles | circle grid | geometric flower | metatron pattern
honeycomb: bees | bee hive | hexagon cells | hexagonal pattern | honey | hive | honeycomb structure | hexagonal tiles
isometric cubes: cubes | 3d boxes | q-bert cubes | escher cubes | block pattern | illusion cubes
triangles: triangle | triangular pattern | triangle grid | triangle tiles | geometric triangles
low poly: polygons | polygon mesh | facets | geometric facets | polygonal art | crystal facets | low-poly landscape
mosaic tiles: tiles | bathroom tiles | colored squares | roman mosaic | byzantine mosaic | mosaic floor | square mosaic
arabesque tiles: moroccan pattern | islamic pattern | arabic tiles | alhambra tiles | oriental tiles | persian tiles | star tiles
patchwork quilt: quilt blanket | patches | sewn quilt | textile patchwork | blanket
tartan: scottish kilt | kilt | checked fabric | plaid blanket | flannel shirt | woven check
argyle: argyle socks | diamond checks | rhombus | diamond shapes | harlequin
maze: maze walls | labyrinth pattern | puzzle | corridors | maze game | pacman maze
truchet: winding curves | tangled pipes | knotted arcs | loops | curved tiles | noodles
geometric shapes: geometric art | basic shapes | colorful shapes | circles and triangles | bauhaus | flat design | geometry
string art: lines between points | woven lines | geometric string pattern | string geometry | line art | parabolic curves
spirograph: spirographs | curly geometric drawing | rosette drawing | looping line rosette | lissajous figure
fractal: fractals | mandelbrot set | julia set pattern | fractal art | mandelbrot | fractal zoom | recursive pattern
sierpinski: sierpinski | fractal triangle | triforce | pyramid fractal | triangle of triangles
wireframe sphere: globe | wire globe | 3d grid ball | digital globe | wireframe planet | sphere of lines | wire mesh sphere
neon tubes: neon signs | neon shapes | neon glow | glowing neon | neon bar sign | neon lines | glowing tubes | neon lamp
laser beams: laser | laser lights | green lasers | light beams | rave lasers | laser rays | techno lasers
bokeh: blurry lights | blurred lights | light circles | soft lights | city lights bokeh | blurred christmas lights
light trails: car lights at night | light streaks | traffic at night | moving lights | highway lights | long exposure | glowing trails
fireworks: firework | fireworks display | new year's eve | exploding lights in the sky | pyrotechnic show of sparks | fourth of july
disco ball: disco | mirrorball | disco party | nightclub | seventies disco | dance floor | party ball
spotlights: concert lights | stage | light show | theater lights | concert | club lights | beams of stage light
fiber optics: fiber optic lamp | optical fiber | light strands | glowing strands | fibre optic lights
blacklight: glow in the dark | uv light | glowing paint | fluorescent paint | ultraviolet | rave paint | neon paint
glitter: sparkle | glittery | gold sparkles | shiny glitter | sequins | sparkling | diamonds sparkle
lens flare: sunlight flare | bright sun | flare | light burst | camera flare | sun glare
prism: rainbow prism | pink floyd | glass prism | spectrum | refraction | rainbow light | triangle prism
lanterns: lantern | lantern festival | glowing lamps | floating lights | lamps at night | asian lanterns
hologram: holograms | hud | futuristic interface | digital interface | sci-fi screen | cyber interface | control panel | jarvis interface
circuit board: circuit | electronics | chip | circuits | computer board | cyber circuit | electronic traces | technology | cpu
digital rain: code rain | matrix | falling code | green code | cyber rain | hacker code | matrix rain
equalizer bars: equalizer | spectrum bars | audio bars | sound bars | music levels | visualizer | volume bars | music equalizer
waveform: sound wave | audio wave | oscilloscope | sound waves | sine wave | music wave | voice wave | audio signal
vinyl record: vinyl | record | dj turntable | music record | records | album | dj
speaker: speakers | music speaker | loudspeakers | bass speaker | boombox | sound box | amplifier
gears: gear | cog wheels | machine | mechanical gears | clock gears | engine parts | steampunk | machinery
clock: watch | time | wall clock | clocks ticking | stopwatch | hands of a clock
dna: genetics | dna strand | helix | genes | dna molecule | biotechnology
molecules: molecule | atom | chemistry | atomic structure | chemical molecules | science
neural network: network | nodes | brain network | connected points | artificial intelligence | synapses | neurons | data network | internet
arcade sprites: video game | retro game | pixel monsters | space invader | arcade | game sprites | 80s video game | gameboy
robot: android | robotic head | machine face | toy robot | metal robot | robot face | mecha
hearts: love | valentine | heart pattern of love | pink hearts | valentine's day | romance
star shapes: stars pattern | star | yellow stars | christmas stars | star stickers | five pointed star
graffiti: graffiti art | street wall | spray can art | hip hop wall | painted wall | urban art | tags on a wall
stained glass: church glass | glass window | colored glass | gothic window | stained-glass | mosaic of colored glass | rose window | cathedral window
marble: marble stone | marble slab | marble floor | veined marble | black marble | luxury stone
agate: geodes | gemstone slice | agate stone | mineral bands | crystal rings | layered stone
wood: planks | wood floor | wooden texture | tree bark | wooden boards | wood panel | pine wood
bricks: brick | brick pattern | wall of bricks | brick house | old bricks | red bricks
stones: rocks | cobblestone | stone pavement | rock wall | stone texture | gravel
cracked earth: dry earth | dried mud | cracked ground | dry desert ground | cracked soil | cracks
rust: rusty | old metal | rusted iron | corrosion | rusty plate | worn metal | grunge
gold foil: gold | golden foil | shiny gold | gold metal | liquid golden metal | gold texture | golden surface
brushed metal: metal | steel | metal plate | aluminum | iron plate | industrial metal | silver metal
weave: fabric | cloth | woven cloth | basket | burlap | linen | woven texture | textile
knitting: knit | wool | sweater | knitted sweater | knitted fabric | yarn | crochet stitches
lace: lace pattern | doily | lace curtain | white lace fabric | fine lace | wedding lace
crystals: crystal | gems | gemstone | diamond | ice crystals cluster | amethyst crystal | mineral crystals | ruby and sapphire
broken glass: shattered | glass pieces | broken window | cracked glass | broken mirror | shards | smashed glass
watercolor wash: watercolors | watercolor | watercolor paint | watercolor stains | soft watercolor | watercolor background | pastel watercolor
paint splatter: paint drops | splashes of paint | paint splash | paint drips | jackson pollock | splatter | ink splatter
brush strokes: oil paint | painting | van gogh | impressionism | brushstrokes | paint strokes | thick oil paint | monet painting
pencil sketch: sketch | drawing | pencil drawing | hatching | pen drawing | doodle | charcoal sketch
paper cut: paper art | paper layers | layered paper | paper craft | cutout paper | paper landscape
crumpled paper: paper | origami paper | wrinkled paper | creased sheet of paper | folded sheet | paper texture
collage: cut paper collage | scrapbook | torn paper | dada collage | magazine collage | pasted paper
terrazzo: colorful confetti | party confetti | stone floor chips | speckles | paper confetti | memphis confetti
beads: pearl | balls | spheres | bubblegum balls | pearl necklace | shiny balls | ball pit
candy: candies | lollipop | sweet shop | gummy candy | sugar candy | candy land
dripping: drips | slime dripping | melting paint | dripping ice cream | paint drips from above | liquid drips | blood dripping
tunnel: vortex tunnel | light tunnel | time warp | portal | hyperspace tunnel | endless tunnel | black and white tunnel | wormhole in space
op art: illusion | optical art | optical illusion pattern | warped squares | bridget riley | vasarely | warped grid
moire: moire lines | line interference | overlapping lines | interference pattern | vibrating lines
ripples: ripple | water rings | water ripples | drops in water | ripple waves | pond ripples
hypnotic: hypnosis | hypnotic wheel | hypnotizing spiral | spinning illusion | twilight zone spiral | vertigo
glitch art: glitch effect | glitched screen | corrupted screen | digital error | broken video | datamoshing | digital distortion | pixel glitch | error screen
pixel sorting: pixel sort | stretched pixels | dripping pixels | glitch streaks | melting image | pixel stretch
scanlines: crt | old tv | vhs | crt monitor | retro screen | vhs glitch | analog tv | tv screen lines
tv static: static | noise | tv noise | no signal | grain | random noise
pixel blocks: pixels | blocks | pixel mosaic | minecraft | pixel grid | large pixels
chromatic aberration: rgb shift | 3d glasses | color shift | red and cyan | color separation | stereoscopic 3d
barcode: bar code | barcodes | black and white bars | scanner code | shopping code
text characters: letters | words | text | numbers | alphabet | programming code | source code | hacker terminal
radar: sonar | radar sweep | green radar | submarine radar | scanner | military radar
leaves: leaf | jungle | jungle leaves | plants | green plants | ivy | plant pattern | botanical pattern
autumn leaves: autumn | fall leaves | maple | autumn forest floor | orange leaves | leaves in fall
flowers: flower | flower pattern | spring flowers | floral | wildflowers | daisies | garden flowers | flower garden | petals
sunflower: sunflowers field | yellow flower | sunflower garden | big sunflower
roses: red rose | rose garden | rose bouquet | roses bouquet | rose blossoms
cherry blossoms: cherry blossom | cherry tree | sakura tree | japanese spring | pink blossoms | blossom branch
lotus: lotus blossom | lily pads | pond flowers | lilies | water flower | zen flower
grass: lawn grass | field | green field | grass blades | meadow grass | prairie
fern: ferns | fern leaf | forest fern | green fronds | prehistoric plants
vines: ornament | floral scrolls | ornate vines | art nouveau | baroque ornament | decorative swirls | creeping vines
mushrooms: mushroom | magic mushroom | fungi | toadstool | fairy mushrooms | psychedelic mushrooms | forest mushrooms
cactus: cactuses | desert plants | mexican cactus | cactus in the desert | prickly plants
citrus: orange slices | lemons | oranges | lemon slices | citrus fruit | limes | fresh fruit
stars: starry sky | night sky | stars at night | space stars | sky full of stars | twinkling stars | universe | starry
nebula: galaxy clouds | space | deep space | space clouds | universe clouds | colorful nebula | stardust | interstellar cloud | cosmic dust | celestial clouds
spiral galaxy: galaxies | andromeda | galaxy in space | swirling galaxy | spiral of stars | galactic swirl
milky way: galaxy band | milky way at night | stars over mountains | milky way sky | night sky with the galaxy
planet: jupiter | mars | neptune | planet in space | rings of saturn | alien planet | gas planet | earth from space
moon: moonlight | full moon at night | lunar night | moon and clouds | crescent | super moon
solar eclipse: solar corona | sun eclipse | total eclipse | eclipsed sun | dark sun with corona | moon covering the sun
sun: the sun | burning sun | sun surface | solar flare | hot star | fiery sun | sun in the sky
black hole: blackhole | event horizon of a black hole | interstellar black hole | accretion disc | gargantua | glowing ring in space
comet: comets | shooting stars | meteor | meteorite shower | falling star | meteors at night
constellation: zodiac | zodiac signs | star constellation | constellations | star chart | astrology
warp speed: lightspeed | light speed | hyperspace jump | star wars hyperspace | flying through stars | speed of light | space travel
star trails: stars rotating | star trail | night sky long exposure | circles of stars | spinning night sky
aurora: northern light | aurora lights | polar light | green sky lights | aurora over mountains | lights in the arctic sky | dancing lights in the sky
ufo: flying saucers | alien ship | aliens | spaceship | alien invasion | spacecraft
clouds: cloud | sky | white clouds | fluffy clouds | cloudscape | summer sky | heaven
sunset: sunset at the beach | evening sky | dawn | sunrise over the ocean | orange sky | golden hour
mountains: mountain | rocky mountains | alps | himalaya | mountain landscape | snowy peaks | mountain silhouettes
desert: sand dune | sand | sand hills | dune | desert landscape | sahara desert | sandy desert
forest: pine forest | green forest | tree | woods at dawn | dense forest | spruce trees | jungle trees
enchanted forest: magic forest | fantasy forest | fairy tale forest | mystical forest | dark forest with light | forest at night | sunbeams in the forest
bare tree: branches | dead trees | tree branches | tree without leaves | spooky tree | winter tree | silhouette of a tree
rainbow: rainbows | rainbow over a field | rainbow sky | colorful rainbow | rainbow after rain
city: city | skyscrapers | city at night | city lights | cyberpunk city neon grid | skyline | futuristic skyline | dystopian city | megacity | neon skyscrapers | new york at night | cyberpunk | cyberpunk neon
neon street: cyberpunk alley | neon street | neon street at night | rainy neon city | tokyo at night | blade runner | street lights at night | shinjuku | cyberpunk neon street
neon grid: synthwave | retrowave | outrun grid | grid landscape | neon floor | tron | vaporwave grid | eighties grid | retro futuristic grid | cyberpunk grid
floating islands: floating island | sky island | flying islands | fantasy island | sky castle | dream island
japanese landscape: fuji | japan | japanese art | hokusai | japanese mountain | red sun | japanese print
alien landscape: alien planet surface | alien world | fantasy planet | strange world | sci-fi planet | another planet
palm beach: palm tree | beach sunset | tropical palms | miami beach | hawaii | summer beach | palm silhouettes
jellyfish: jelly fish | glowing medusa | neon jellyfish | jellyfish swarm | sea jellyfish | bioluminescent sea creature | floating medusa
coral reef: coral | reef | underwater garden | sea corals | ocean reef | marine life | colorful reef with fish
underwater light: underwater | under the sea | ocean depths | diving | light under water | under water | sunlight underwater
caustics: swimming pool | pool | water surface | water reflections | clear water | blue water | water light patterns
ocean waves: sea | ocean water | waves in the ocean | stormy ocean | sea water | blue ocean waves | waves at sea
great wave: big wave | tsunami | surfing wave | wave off kanagawa | japanese wave | crashing wave
bubbles: bubble | soap bubble | champagne bubbles | fizzy bubbles | bubbles in water | bubble bath | foam
ink in water: ink | ink drop | ink cloud | ink swirls | dye in water | liquid ink | smoke-like ink
waterfall: waterfalls | falling river | niagara falls | cascades | river falls | jungle waterfall
seaweed: algae | sea plants | sea weeds | water plants | ocean plants
tentacles: octopus | squid | kraken | cthulhu | octopus arms | sea monster | monster tentacles
"""

SYNONYMS: dict[str, tuple[str, ...]] = {
    name: tuple(word.strip() for word in words.split("|"))
    for name, words in (line.split(": ", 1) for line in _LINES.strip().splitlines())
}
