/* Chataigne calls these for the commands of module.json. */

function set(address, value) {
  local.send(address, value);
}

function fire(address) {
  local.send(address);
}
