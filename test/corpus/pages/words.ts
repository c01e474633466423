// Words and phrases of programs, shops and manuals, from which pages are written.

/** Words that begin and continue a phrase. */
export const words: readonly string[] =
  `about account action active address advanced after again always amount answer apply archive article attach author
  available back backup balance basic before between billing binary board bottom branch browser budget buffer build
  button cable calendar camera cancel capital card cart category centre change channel chapter check city clean clear
  client clock close cloud code coffee colour column command comment common compare complete computer connect contact
  content control copy corner country cover create credit current custom daily data date day default delete delivery
  desktop detail device dialog digital direct disk display document domain double download draft drive driver drop
  early edit editor effect email empty enable energy engine enter entry error event every example exchange exit export
  extra factor family fast favourite feature field figure file filter final find finish first flag folder follow font
  format forward frame free friend front full function future gallery game garden general gift global goods graph green
  grid group guide half handle hardware header heading health heavy height help hidden high history holiday home host
  hour house icon image import inbox index info input insert install invoice item join journal journey jump keep
  kernel key keyboard kitchen label language large last later layout learn left length level library licence light limit
  line link list little load local location lock log login long lower machine mail main manage manual map margin mark
  market master match maximum media member memory menu message method middle minute mirror mobile mode model module
  money monitor month more mouse move music name native network never new next night normal note notice number object
  offer office online only open option orange order origin other output over owner package page paint panel paper parent
  part password paste path pattern payment people period person phone photo picture place plain plan player please point
  policy popular port position power prefer press preview price primary print private problem process product profile
  program project public purple quality query question queue quick quiet quit random range rate read ready recent record
  red refresh region release remote remove rename repeat replace report request reset resource restart result return
  review right river role root rotate round route row rule run sample save scale scan schedule school screen script
  scroll search second section secure select send server service session setting share shell ship shop short show side
  sign signal silver simple single site size sleep slide small smart social software sound source space special speed
  standard star start state station status step stop storage store stream street string strong style subject submit
  summer support surface switch symbol system table tag target task team template terminal test text theme thread time
  title today token tool top total touch track traffic transfer travel trial type unit unknown until update upgrade
  upload upper usage user value vector version video view virtual visit volume warning watch water week weight welcome
  white width window winter wireless word work world write year yellow zone zoom`.split(/\s+/);

/** Short labels of buttons. */
export const labels: readonly string[] =
  `Add to cart|Agree|Apply|Back|Buy now|Cancel|Check out|Close|Continue|Copy link|Delete|Details|Download|Edit profile|Export
  Find next|Finish|Get started|Help|Install|Learn more|Log in|New folder|Next|OK|Open file|Paste|Preview|Print|Quit
  Refresh|Remove|Replace all|Reset|Retry|Save as|Search|Select all|Send|Share|Show all|Sign up|Skip|Stop|Submit|Subscribe
  Try again|Undo|Update|Upgrade|Upload|Yes`
    .split(/[|\n]/)
    .map((label) => label.trim());
