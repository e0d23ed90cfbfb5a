/**
 * Words that anyone in this trade writes to anyone. That one of them stands both in a reply and in an
 * earlier message says nothing about where the reply has it from.
 */
export const everydayWords: ReadonlySet<string> = new Set(
  `about again agent also always another anyone anything apartment apartments appreciate area areas around ask asked
  available back bath bathroom bathrooms baths because bed bedroom bedrooms beds been before best between both budget
  buyer buyers buying call came check choose city close come comfortable condition condo confirm contact could current
  currently date days deal details deposit does down each either else email even ever every everything exactly excellent
  fast feel financing find fine first five floor follow following forward four from full give glad going good great
  happy hard have hear hello help helpful helps here hold home homes hope house houses idea ideal income interested
  into just keep kind know last later lender like list listing listings little live located location long look looking
  looks love made make many matter maybe mean mind month monthly months more mortgage most move moving much must near
  need needs never next nice note noted number offer office only open option options other others over part pay people
  perfect person phone place plan plans please possible prefer price prices priced property question questions quick
  quickly range reach ready real really rent rental renting repairs reply requirements right room rooms said same
  search searching seller selling send sell sense share should show showing size some someone something soon sooner sounds
  space start started still street such suit sure take talk team tell text than thank thanks that their them then there
  these they thing things think this those three time timeline timing today together told tour understand understood
  unit until update used very view viewing visit wait want wants week weeks welcome well went were what when where
  whether which while will wish with within without wonderful word work working works would write year years your
  you've you're we're we'll i'll i'm it's that's let's don't what's
  algo área año años antes apartamento baño baños bien buena bueno buscando buscar busco casa casas claro comprar con cual
  cuando cuándo cuanto cuánto cuántas cuántos desde después dónde días encontrar entendido equipo está este esto favor
  gracias gusta gustaría hablar hasta hola información listo llamar lugar mejor mente meses momento mudarse mucho muy
  necesita necesito nuestro nuestra opciones para pensar persona poco porque precio presupuesto pronto puede puedo
  pregunta qué quiere quiero recámara recámaras rentar renta revisar semana semanas siguiente sobre soy también tengo
  tiempo tiene todo usted vender venta ver verdad visita vivir zona`.split(/\s+/),
);
